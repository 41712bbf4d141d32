import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Catalog } from '../../catalog/connection.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { ImportResult } from '../../labels/people/calls.ts'
import { importLabels } from '../../labels/people/import-labels.ts'
import type { Emit } from '../../project/events.ts'
import { note } from '../../project/note.ts'

/** Names that a note lists. */
const namesSaid = 10

/**
 * Takes over labels from a CSV, and names those that are of no photo here. Labels that are there already stay: a line
 * that contradicts one becomes a conflict.
 *
 * @throws GlanceError where the file cannot be read, has no such columns, or none of its labels is of a photo here
 */
export function importLabelFile(
  catalog: Catalog,
  file: string,
  { author, emit }: { author: string; emit: Emit },
): ImportResult {
  const result = importLabels(catalog, { name: basename(file), text: readText(file), author })
  const { added, same, conflicts, unknown, unknownNames } = result
  const names = unknownNames.slice(0, namesSaid).join(', ') + (unknown > namesSaid ? ', …' : '')
  if (added + same + conflicts === 0)
    throw unknown === 0
      ? new GlanceError('wrong-use', '{file} contains no labels.', 'It needs the columns file_name and label.', {
          params: { file },
        })
      : new GlanceError(
          'wrong-use',
          'None of the labels in {file} is of a photo of this project: {names}.',
          'Give paths within the folder, or the names of the files.',
          { params: { file, names } },
        )
  if (unknown > 0) emit(note('Labels of photos that are not here: {count} ({names})', { count: unknown, names }))
  if (conflicts > 0)
    emit(note('Labels that contradict those of the project, which stay: {count}', { count: conflicts }))
  return result
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new GlanceError(
      'not-found',
      '{file} cannot be read: {reason}.',
      'Give a CSV with the columns file_name and label.',
      { params: { file, reason: (cause as Error).message }, cause },
    )
  }
}
