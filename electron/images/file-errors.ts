import { errnoOf } from '../lib/errno.ts'
import { type ErrorCode, GlanceError } from '../../models/errors.ts'
import { showName } from './names.ts'

/** What the system's refusals mean to a person, by errno. */
const meanings: Partial<Record<string, readonly [code: ErrorCode, message: string, hint: string]>> = {
  ENOENT: ['not-found', '{name} was not found: it was deleted or moved after the scan.', 'Scan the folder again.'],
  ENOTDIR: ['not-found', '{name} was not found: part of its path is no longer a folder.', 'Scan the folder again.'],
  EACCES: [
    'unreadable',
    '{name} cannot be read: permission denied.',
    'Change its permissions, then scan the folder again.',
  ],
  EPERM: ['unreadable', '{name} cannot be read: not permitted.', 'Change its permissions, then scan the folder again.'],
  ELOOP: ['unreadable', '{name} cannot be reached: its links form a loop.', 'Remove or repair the link.'],
  EISDIR: ['not-an-image', '{name} is a folder, not an image.', ''],
  ENAMETOOLONG: ['unreadable', '{name} cannot be reached: its path is too long.', 'Move it to a shorter path.'],
  EMFILE: [
    'unreadable',
    '{name} cannot be opened: too many files are open.',
    'Raise the limit of open files (ulimit -n).',
  ],
  EIO: ['unreadable', '{name} cannot be read: the disk reports an error.', 'Check the disk or the network share.'],
}

/**
 * The GlanceError for a system's refusal to stat or read `name`. Anything that is no such refusal is thrown on: a bug.
 */
export function fileError(error: unknown, name: string): GlanceError {
  const errno = errnoOf(error)
  if (errno === '' || errno.startsWith('ERR_')) throw error
  const [code, message, hint] = meanings[errno] ?? (['unreadable', '{name} cannot be read ({errno}).', ''] as const)
  return new GlanceError(code, message, hint, { params: { name: showName(name), errno }, cause: error })
}
