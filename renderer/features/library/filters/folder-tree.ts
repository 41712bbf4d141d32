import type { ImageFolder } from '../../../../electron/api/page.ts'

/** One line of the tree of folders. */
export interface FolderRow extends ImageFolder {
  key: string
  name: string
  /** Folders above it that are shown. */
  depth: number
  hasFolders: boolean
}

export const folderKey = ({ rootId, path }: Pick<ImageFolder, 'rootId' | 'path'>): string => `${rootId}:${path}`

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/**
 * The folders that show while `open` (keys) are unfolded, each under its parent. Roots are left out where there is one
 * only: it is every photo. `nameRoot` gives a root's own name.
 */
export function listFolderRows(
  folders: readonly ImageFolder[],
  open: ReadonlySet<string>,
  nameRoot: (rootId: number) => string,
): FolderRow[] {
  const inside = new Map<string, ImageFolder[]>()
  const roots: ImageFolder[] = []
  for (const folder of folders) {
    if (folder.path === '') roots.push(folder)
    else {
      const key = folderKey({ rootId: folder.rootId, path: parentOf(folder.path) })
      inside.set(key, [...(inside.get(key) ?? []), folder])
    }
  }
  const rows: FolderRow[] = []
  const add = (folder: ImageFolder, depth: number): void => {
    const key = folderKey(folder)
    const children = inside.get(key) ?? []
    rows.push({
      ...folder,
      key,
      depth,
      hasFolders: children.length > 0,
      name: folder.path === '' ? nameRoot(folder.rootId) : folder.path.slice(folder.path.lastIndexOf('/') + 1),
    })
    if (open.has(key)) for (const child of children) add(child, depth + 1)
  }
  if (roots.length > 1) for (const root of roots) add(root, 0)
  else for (const child of inside.get(folderKey(roots[0] ?? { rootId: 0, path: '' })) ?? []) add(child, 0)
  return rows
}
