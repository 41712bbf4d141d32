import { z } from 'zod'
import { GlanceError } from '../../models/errors.ts'

/** Characters of the longest name. */
const longest = 1000

export const classNameSchema = z.string().min(1).max(longest)

/**
 * A class name as it is stored: without white space around it and in one Unicode form, because two classes that look
 * the same would split a dataset for no visible reason.
 */
export function normalizeClassName(name: string): string {
  const normal = name.normalize('NFC').trim()
  if (normal === '') throw new GlanceError('wrong-use', 'A class needs a name.')
  // A file is read without the schema of a call.
  if (normal.length > longest) {
    throw new GlanceError(
      'wrong-use',
      'The class name {start} has {length} characters. A class name may have up to {longest}.',
      'Shorten it.',
      { params: { start: JSON.stringify(`${normal.slice(0, 40).toWellFormed()}…`), length: normal.length, longest } },
    )
  }
  if (/\p{Cc}/u.test(normal) || !normal.isWellFormed()) {
    throw new GlanceError(
      'wrong-use',
      'The class name {name} contains a line break or another character that cannot be displayed.',
      'Choose another name.',
      { params: { name: JSON.stringify(name) } },
    )
  }
  return normal
}
