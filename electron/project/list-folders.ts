import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, extname, join, resolve } from 'node:path'
import { hasImageExtension } from '../images/formats.ts'
import { errnoOf } from '../lib/errno.ts'
import { GlanceError } from '../../models/errors.ts'
import type { FolderList } from './calls.ts'

/** The folders and projects in a folder, by name, for a page that has no dialog of the system's. */
export async function listFolders(named: string = homedir()): Promise<FolderList> {
  const folder = resolve(named)
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const isFolder = await Promise.all(
      entries.map((entry) =>
        entry.isSymbolicLink() ? leadsToFolder(join(folder, entry.name)) : Promise.resolve(entry.isDirectory()),
      ),
    )
    const folders = entries
      .filter(({ name }, index) => isFolder[index] === true && !name.startsWith('.'))
      .map(({ name }) => name)
    const above = dirname(folder)
    const projects = entries
      .filter((entry) => entry.isFile() && extname(entry.name).toLowerCase() === '.glance')
      .map(({ name }) => name)
    const { compare } = new Intl.Collator(undefined, { numeric: true })
    return {
      folder,
      parent: above === folder ? null : above,
      folders: folders.sort(compare),
      projects: projects.sort(compare),
      photos: entries.filter((entry) => entry.isFile() && hasImageExtension(entry.name)).length,
    }
  } catch (cause) {
    const message =
      {
        ENOENT: '{folder} does not exist.',
        ENOTDIR: '{folder} is not a folder.',
        EACCES: '{folder} cannot be read: permission denied.',
      }[errnoOf(cause)] ?? '{folder} cannot be read: {reason}.'
    const params = { folder, reason: (cause as Error).message }
    throw new GlanceError('not-found', message, 'Choose another folder.', { params, cause })
  }
}

const leadsToFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
