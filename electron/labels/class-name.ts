import { z } from 'zod'
import { GlanceError } from '../../models/errors.ts'

export const classNameSchema = z.string().min(1).max(1000)

/**
 * A class name as it is stored: without white space around it and in one Unicode form, because two classes that look
 * the same would split a dataset for no visible reason.
 */
export function normalizeClassName(name: string): string {
  const normal = name.normalize('NFC').trim()
  if (normal === '') throw new GlanceError('wrong-use', 'A class needs a name.')
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
