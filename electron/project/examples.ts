import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GlanceError } from '../../models/errors.ts'
import { exampleFolder } from '../../models/registry.ts'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { errnoOf } from '../lib/errno.ts'
import type { DataFolder } from './data-folder.ts'

/**
 * Puts the example photos into the data folder, where they are a person's own to label; those that are there already
 * stay as they are. Gives the folder. @throws GlanceError where they cannot be written
 */
export function placeExamples({ examples }: Pick<DataFolder, 'examples'>): string {
  const source = fileURLToPath(exampleFolder)
  try {
    const present = new Set(listNames(examples))
    // One by one: the source may be in the app's archive, which is no folder to the system.
    for (const name of readdirSync(source).filter((one) => !present.has(one)))
      writeFileAtomicSync(join(examples, name), readFileSync(join(source, name)), { flush: false })
  } catch (error) {
    throw new GlanceError(
      errnoOf(error) === 'ENOSPC' ? 'disk-full' : 'unreadable',
      'The example photos cannot be copied to {folder}.',
      "Check the data folder's permissions.",
      { params: { folder: examples }, cause: error },
    )
  }
  return examples
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
