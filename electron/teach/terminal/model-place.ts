import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { followLinks, writeFileAtomic } from '../../lib/atomic-file.ts'
import { GlanceError } from '../../../models/errors.ts'
import { summarize } from '../../model-library/installed.ts'

/**
 * Throws where a model's file cannot go: better before the photos are run than after. What is there stays, whatever it
 * is, but for a model of the same name that was taught before: that one is renewed.
 */
export function checkModelPlace(file: string, name: string): void {
  if (extname(file) !== '.onnx')
    throw new GlanceError('wrong-use', 'The name of a model file ends in .onnx, and {file} does not.', '', {
      params: { file },
    })
  if (existsSync(file) && !isTaught(file, name))
    throw new GlanceError('wrong-use', '{file} already exists.', 'Choose another name for the model.', {
      params: { file },
    })
  if (!existsSync(dirname(file)))
    throw new GlanceError(
      'not-found',
      '{file} cannot be written: there is no folder {folder}.',
      'Create it first, or choose another place.',
      { params: { file, folder: dirname(file) } },
    )
}

/** Copies a model's file, whole or not at all. */
export async function writeModelFile(file: string, from: string): Promise<void> {
  try {
    await writeFileAtomic(await followLinks(file), await readFile(from))
  } catch (cause) {
    throw new GlanceError('unreadable', '{file} cannot be written: {reason}.', 'The model is in the model library.', {
      params: { file, reason: (cause as Error).message },
      cause,
    })
  }
}

function isTaught(file: string, name: string): boolean {
  try {
    const { metadata } = summarize(file)
    return metadata.taught !== undefined && metadata.name === name
  } catch (error) {
    if (error instanceof GlanceError) return false
    throw error
  }
}
