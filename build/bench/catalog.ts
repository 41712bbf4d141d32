import { mkdtemp, rm } from 'node:fs/promises'
import type { Filter } from '../../electron/library/filters/index.ts'
import type { Sort } from '../../electron/library/calls.ts'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { BrowseIndex } from '../../electron/library/browse-index.ts'
import { countImages } from '../../electron/library/count.ts'
import { listImages } from '../../electron/library/list.ts'
import { readOverview } from '../../electron/library/overview.ts'
import type { Catalog } from '../../electron/catalog/connection.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { undo } from '../../electron/catalog/history/edit.ts'
import { setLabels } from '../../electron/labels/edits/edits.ts'
import { makeRandom, pick, type Random } from '../../electron/lib/random.ts'
import { annotators, className, fillCatalog, threshold } from './large-catalog.ts'

/** Milliseconds, where nothing else is said. */
export interface CatalogFigures {
  /** Seconds to make the catalog, and its size on the disk. */
  fill: number
  load: number
  /** Each order for the first time, as after a run of the model. */
  order: Spread
  /** All orders, all filters but the text. */
  page: Spread
  /** A text that was not searched for before. */
  pageOfText: Spread
  /** A page right after one more label: what an edit invalidates is in it. */
  pageAfterEdit: Spread
  counts: Spread
  overview: Spread
  relabel: number
  relabelUndo: number
  /** MiB that the index takes. */
  memory: number
}

export interface CatalogSize {
  images: number
  classes: number
  /** Pages asked for; of everything else there are fewer. 1000 by default. */
  questions?: number
}

export interface Spread {
  p50: number
  p99: number
  longest: number
}

const pageSize = 200
const relabeled = 10_000

/**
 * Makes a catalog of so many images in a scratch folder,
 * with what the product itself writes, and asks it what a page asks.
 */
export async function measureCatalog(scratch: string, size: CatalogSize, signal: AbortSignal): Promise<CatalogFigures> {
  const folder = await mkdtemp(join(scratch, 'catalog-'))
  const catalog = openCatalog(join(folder, 'bench.glance'))
  try {
    const fill = time(() => fillCatalog(catalog, size.images, size.classes)) / 1000
    signal.throwIfAborted()
    return { fill, ...(await ask(catalog, size, signal)) }
  } finally {
    catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function ask(
  catalog: Catalog,
  { images, classes, questions = 1000 }: CatalogSize,
  signal: AbortSignal,
): Promise<Omit<CatalogFigures, 'fill'>> {
  const random = makeRandom(2)
  const before = process.memoryUsage.rss()
  const index = new BrowseIndex(catalog)
  const load = time(() => index.refresh())
  const memory = (process.memoryUsage.rss() - before) / 2 ** 20
  const many = async (count: number, work: () => number): Promise<Spread> => {
    const times: number[] = []
    for (let turn = 0; turn < count; turn++) {
      times.push(work())
      if (turn % 20 === 0) await setImmediate() // lets an interrupt in
      signal.throwIfAborted()
    }
    return spread(times)
  }
  const order = spread(
    orders.map((by) =>
      time(() => listImages(index, { filter: {}, sort: { by, descending: false }, after: null, limit: pageSize })),
    ),
  )
  const page = await many(questions, () => {
    const filter = makeFilter(random, images, classes)
    const sort = makeSort(random)
    const place = Math.floor(random() * images)
    return time(() =>
      listImages(index, {
        filter,
        sort,
        after: random() < 0.5 ? null : { id: index.byName[place]! + 1, place },
        limit: pageSize,
      }),
    )
  })
  const pageAfterEdit = await many(questions / 10, () => {
    setLabels(catalog, {
      imageIds: [1 + Math.floor(random() * images)],
      to: { newName: className(Math.floor(random() * classes)) },
      author: 'Ann',
    })
    const filter = makeFilter(random, images, classes)
    const sort = makeSort(random)
    return time(() => listImages(index, { filter, sort, after: null, limit: pageSize }))
  })
  const pageOfText = await many(questions / 20, () => {
    const filter = { ...makeFilter(random, images, classes), text: Math.floor(random() * 1e6).toString(36) }
    return time(() => listImages(index, { filter, sort: makeSort(random), after: null, limit: pageSize }))
  })
  const counts = await many(questions / 5, () => {
    const filter = makeFilter(random, images, classes)
    return time(() => countImages(index, filter))
  })
  const overview = await many(questions / 20, () => {
    const filter = makeFilter(random, images, classes)
    return time(() => readOverview(index, filter))
  })
  const imageIds = Array.from(
    { length: Math.min(relabeled, images) },
    (_, turn) => 1 + Math.floor((turn * images) / relabeled),
  )
  const relabel = time(() => setLabels(catalog, { imageIds, to: { newName: 'relabeled' }, author: 'Bob' }))
  const relabelUndo = time(() => undo(catalog))
  return { load, order, page, pageOfText, pageAfterEdit, counts, overview, relabel, relabelUndo, memory }
}

const orders = ['name', 'confidence', 'class', 'agreement', 'status', 'size', 'date', 'duplicates', 'sweep'] as const

/** None to three filters of all kinds, as a person combines them. */
function makeFilter(random: Random, images: number, classes: number): Filter {
  const from = random()
  const name = (): string => className(Math.floor(random() * classes))
  const parts: Filter[] = [
    { classes: [name(), name(), name()] },
    { labels: [name()] },
    { predictions: [name(), name()] },
    { confidence: [from, Math.min(1, from + 0.2)] },
    { agreement: random() < 0.5 },
    { status: [pick(random, ['labeled', 'pre-labeled', 'needs review', 'new'] as const)] },
    { mismatch: random() < 0.5 },
    { authors: [pick(random, annotators)] },
    { flagged: true },
    { noted: true },
    { conflict: false },
    { splits: [pick(random, ['train', 'validation', 'test', 'none'] as const)] },
    { duplicates: 'exact' },
    { folder: { rootId: 1, path: `folder ${String(Math.floor((random() * images) / 1000)).padStart(5, '0')}` } },
    { size: [0, 5_000_000 * from] },
    { date: [1_600_000_000_000 + 1e11 * from, Infinity] },
    { confidence: [threshold, 1] },
  ]
  return Object.assign({}, ...Array.from({ length: Math.floor(random() * 4) }, () => pick(random, parts))) as Filter
}

const makeSort = (random: Random): Sort => ({
  by: pick(random, orders),
  descending: random() < 0.5,
})

function time(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
  return { p50: at(0.5), p99: at(0.99), longest: sorted.at(-1)! }
}
