import type { Cursor, ImagePage, Sort } from './calls.ts'
import type { Filter } from './filters/index.ts'
import type { BrowseIndex } from './browse-index.ts'
import { select } from './selection.ts'
import { readOrder } from './sort.ts'

export interface ListRequest {
  filter: Filter
  sort: Sort
  after: Cursor | null
  limit: number
}

/** Rows tested one after the other before the passing ones are counted. */
const rowsBeforeCount = 4096
/** Of fewer than so many that pass, the page is found by sorting them; of more, by testing on. */
const few = 8_000

/** Ids of images in order, from a cursor on. It stops looking as soon as the page is full. */
export function listImages(index: BrowseIndex, { filter, sort, after, limit }: ListRequest): ImagePage {
  index.refresh()
  const selection = select(index, filter, 'page')
  const { id } = index.columns.data
  const order = sort.by === 'given' ? readGiven(index, filter.among) : readOrder(index, sort.by)
  // Made with the order, which takes its time anyway, so that no later page has to wait for them.
  const ranks = sort.by === 'given' ? null : readRanks(order)
  const { length } = order
  // A descending order is the ascending one from its end: its places count from there.
  const rowAt = (place: number): number => order[sort.descending ? length - 1 - place : place]!
  const start = after === null ? 0 : findStart(index, order, sort.descending, after)
  const ids: number[] = []
  const take = (place: number): ImagePage | null => {
    const row = rowAt(place)
    ids.push(id[row]!)
    return ids.length === limit ? { ids, next: { id: id[row]!, place } } : null
  }
  let failed: Uint8Array | null = null
  for (let place = start; place < length; place++) {
    const row = rowAt(place)
    if (failed === null ? selection.has(row) : failed[row] === 0 && selection.hasText(row)) {
      const page = take(place)
      if (page !== null) return page
    }
    if (place - start !== rowsBeforeCount || ranks === null) continue
    const passing = selection.gather(few)
    if (passing === null) {
      failed = selection.readFailed()
      continue
    }
    const places = passing
      .map((row) => (sort.descending ? length - 1 - ranks[row]! : ranks[row]!))
      .filter((one) => one > place)
      .sort()
    for (const one of places) {
      const found = take(one)
      if (found !== null) return found
    }
    break
  }
  return { ids, next: null }
}

const ranksOf = new WeakMap<Uint32Array, Uint32Array>()

/** By row: its place in an order of all rows. */
function readRanks(order: Uint32Array): Uint32Array {
  const known = ranksOf.get(order)
  if (known !== undefined) return known
  const ranks = new Uint32Array(order.length)
  for (let place = 0; place < order.length; place++) ranks[order[place]!] = place
  ranksOf.set(order, ranks)
  return ranks
}

/**
 * The place behind the cursor's image, wherever it is now; where it is no longer there, behind its old place.
 */
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
