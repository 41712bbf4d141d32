import type { BrowseIndex } from './browse-index.ts'
import type { ImageFolder } from './calls.ts'
import { gone } from './columns.ts'

/** Every folder with photos in it or below it, root by root in bytewise order of their paths. */
export function listImageFolders(index: BrowseIndex): ImageFolder[] {
  index.refresh()
  const { folders, columns } = index
  const { folder, status } = columns.data
  const own = new Float64Array(folders.list.length)
  for (let row = 0; row < columns.count; row++) if (status[row] !== gone) own[folder[row]!]!++
  const counts = new Map<string, ImageFolder>()
  for (const [number, { rootId, path }] of folders.list.entries()) {
    if (own[number] === 0) continue
    for (let above: string | null = path; above !== null; above = parentOf(above)) {
      const key = `${rootId}/${above}`
      const entry = counts.get(key) ?? { rootId, path: above, images: 0 }
      counts.set(key, entry)
      entry.images += own[number]!
    }
  }
  return [...counts.values()]
    .map((entry) => ({ entry, bytes: Buffer.from(entry.path) }))
    .sort((one, other) => one.entry.rootId - other.entry.rootId || Buffer.compare(one.bytes, other.bytes))
    .map(({ entry }) => entry)
}

const parentOf = (path: string): string | null =>
  path === '' ? null : path.slice(0, Math.max(0, path.lastIndexOf('/')))
