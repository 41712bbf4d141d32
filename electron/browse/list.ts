import type { Cursor, Filter, ImagePage, Sort } from '../contract/project.ts'
import type { BrowseIndex } from './browse-index.ts'
import { select } from './filter.ts'
import { readOrder } from './sort.ts'

export interface ListRequest { filter: Filter; sort: Sort; after: Cursor | null; limit: number }

/** Ids of images in order, from a cursor on. It stops looking as soon as the page is full. */
export function listImages(index: BrowseIndex, { filter, sort, after, limit }: ListRequest): ImagePage {
  index.refresh()
  const selection = select(index, filter)
  const { id } = index.columns.data
  const order = sort.by === 'given' ? readGiven(index, filter.among) : readOrder(index, sort.by)
  const { length } = order
  // A descending order is the ascending one from its end: its places count from there.
  const [first, step] = sort.descending ? [length - 1, -1] : [0, 1]
  const ids: number[] = []
  let { fails } = selection
  for (let place = after === null ? 0 : findStart(index, order, sort.descending, after); place < length; place++) {
    const row = order[first + step * place]!
    // Once all rows were looked at, a few that pass among a million are found by their bits alone.
    if (fails === null) {
      if (!selection.has(row)) {
        if ((place & 0xfff) === 0) ({ fails } = selection)
        continue
      }
    } else if (fails[row] !== 0 || !selection.hasText(row)) continue
    ids.push(id[row]!)
    if (ids.length === limit) return { ids, next: { id: id[row]!, place } }
  }
  return { ids, next: null }
}

/** The place behind the cursor's image, wherever it stands now; where it is no longer there, behind its place of then. */
function findStart({ columns }: BrowseIndex, order: Uint32Array, descending: boolean, { id, place }: Cursor): number {
  const row = columns.find(id)
  const at = descending ? order.length - 1 - place : place
  if (row === -1 || order[at] === row) return place + 1
  const found = order.indexOf(row)
  if (found === -1) return place + 1
  return (descending ? order.length - 1 - found : found) + 1
}

/** The rows of `among` in its order; by name where there is none. */
function readGiven(index: BrowseIndex, among: readonly number[] | undefined): Uint32Array {
  if (among === undefined) return index.byName
  return Uint32Array.from(new Set(among.map((id) => index.columns.find(id)).filter((row) => row !== -1)))
}
