import type { FolderLevel, ImageFolder } from '../../../../electron/api/page.ts'

/**
 * The classes that folders' names would give:
 * those of folders with photos right in them, or the topmost ones below the root.
 */
export function listFolderClasses(folders: readonly ImageFolder[], level: FolderLevel): string[] {
  const below = folders.filter(({ path }) => path !== '')
  if (level === 'topmost') return unique(below.map(({ path }) => path.split('/')[0]!))
  const inside = new Map<string, number>()
  const key = ({ rootId, path }: Pick<ImageFolder, 'rootId' | 'path'>): string => `${rootId}/${path}`
  // A folder counts what is below it, too: what its own subfolders have is taken off.
  for (const folder of below) {
    const cut = folder.path.lastIndexOf('/')
    if (cut >= 0) {
      const parent = key({ rootId: folder.rootId, path: folder.path.slice(0, cut) })
      inside.set(parent, (inside.get(parent) ?? 0) + folder.images)
    }
  }
  return unique(
    below.filter((folder) => folder.images > (inside.get(key(folder)) ?? 0)).map(({ path }) => path.split('/').at(-1)!),
  )
}

const unique = (names: readonly string[]): string[] =>
  [...new Set(names.map((name) => name.normalize('NFC').trim()).filter((name) => name !== ''))].sort()
