import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { errnoOf } from '../lib/errno.ts'
import { GlanceError } from '../../models/errors.ts'

/** What a person said of the installed models; it is beside them. */
export interface LibraryFile {
  /** Titles that were given, by model id. */
  titles: Record<string, string>
  /** What `default` means; null: the embedded model. */
  default: string | null
}

const schema = z
  .object({
    titles: z.record(z.string(), z.string()).catch({}),
    default: z.string().nullable().catch(null),
  })
  .catch({ titles: {}, default: null })

const locate = (modelsFolder: string): string => join(modelsFolder, 'shelf.json')

/** Titles and default; where the file is not there or damaged, none: nothing but convenience is lost. */
export function readLibraryFile(modelsFolder: string): LibraryFile {
  try {
    return schema.parse(JSON.parse(readFileSync(locate(modelsFolder), 'utf8')))
  } catch {
    return { titles: {}, default: null }
  }
}

/** Changes it, on the disk when it returns. @throws GlanceError where the folder cannot be written */
export function changeLibraryFile(modelsFolder: string, change: (before: LibraryFile) => LibraryFile): void {
  const file = locate(modelsFolder)
  try {
    writeFileAtomicSync(file, JSON.stringify(change(readLibraryFile(modelsFolder))))
  } catch (cause) {
    throw new GlanceError(
      errnoOf(cause) === 'ENOSPC' ? 'disk-full' : 'unreadable',
      '{path} cannot be written: {reason}.',
      'Set GLANCE_DATA to a writable folder.',
      { params: { path: file, reason: (cause as Error).message }, cause },
    )
  }
}
