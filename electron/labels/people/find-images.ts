import { basename } from 'node:path'
import type { ReadableCatalog } from '../../catalog/connection.ts'
import { findByPath, listPaths, type WantedImage } from '../../catalog/queries/image-names.ts'
import { listRoots } from '../../catalog/queries/images.ts'

/**
 * The images that a list from elsewhere names: image ids by name. A name is a path relative to a folder of the project,
 * or with that folder's own name or whole path in front; else a file's bare name, where only one file has it. A name
 * that fits several images is left out, as is one that fits none.
 */
export function findImages(catalog: ReadableCatalog, names: Iterable<string>): Map<string, number> {
  const found = new Map<string, number>()
  const roots = listRoots(catalog)
  let open = [...new Set(names)]
  const look = (wanted: WantedImage[], root?: string): void => {
    const matches = Map.groupBy(
      findByPath(catalog, wanted).filter((match) => root === undefined || match.root === root),
      ({ index }) => index,
    )
    for (const [index, images] of matches) if (images.length === 1) found.set(open[index]!, images[0]!.imageId)
  }
  const settle = (): void => {
    open = open.filter((name) => !found.has(name))
  }
  look(open.map((path, index) => ({ index, path })))
  settle()
  look(open.map((name, index) => ({ index, path: tidy(name) })))
  settle()
  for (const { path: root } of roots) {
    for (const prefix of [`${basename(root)}/`, `${tidy(root)}/`]) {
      look(
        open.flatMap((name, index) =>
          tidy(name).startsWith(prefix) ? [{ index, path: tidy(name).slice(prefix.length) }] : [],
        ),
        root,
      )
      settle()
    }
  }
  if (open.length === 0) return found
  const byName = new Map<string, number | null>()
  for (const { id, path } of listPaths(catalog)) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    byName.set(name, byName.has(name) ? null : id)
  }
  for (const name of open) {
    const id = byName.get(tidy(name).split('/').at(-1)!) ?? null
    if (id !== null) found.set(name, id)
  }
  return found
}

/** As Windows and shells write it, so as the catalog does. */
const tidy = (path: string): string =>
  path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
