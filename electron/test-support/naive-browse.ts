import type { Catalog } from '../catalog/connection.ts'
import type { Filter } from '../library/filters/index.ts'
import type { ClassRef } from '../catalog/shown-prediction.ts'
import type { Sort } from '../library/calls.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import type { Status } from '../catalog/rows.ts'

/** For tests: an image as it is shown, found in the plainest way there is. */
export interface Shown {
  id: number
  rootId: number
  path: string
  size: number
  mtime: number
  hash: string | null
  status: Status
  labels: string[]
  authors: string[]
  /** Whether the model has run on it. */
  hasRun: boolean
  prediction: string | null
  confidence: number | null
  agreement: boolean | null
  second: string | null
  secondConfidence: number | null
  /** First classes of the heads, in the project's classes. */
  heads: (string | null)[]
  mapDistance: number | null
  flagged: boolean
  noted: boolean
  split: string
  conflict: boolean
  near: number | null
}

interface Class {
  id: number
  name: string
  original_name: string | null
  parent_id: number | null
}

/** For tests: the images, and what classes are called. */
export interface NaiveProject {
  shown: Shown[]
  above: (name: string) => string[]
  namesOf: (refs: readonly ClassRef[], isSecond?: boolean) => string[]
  refOf: (name: string) => ClassRef
}

/** For tests: all images that are there, by root and path. */
export function readNaively(catalog: Catalog, modelId: number, threshold: number): NaiveProject {
  const classes = catalog.all<Class>('SELECT id, name, original_name, parent_id FROM class ORDER BY position, id')
  const above = (name: string): string[] => {
    const found = classes.find((one) => one.name === name)
    const parent = classes.find(({ id }) => id === (found?.parent_id ?? null))
    return parent === undefined ? [name] : [name, ...above(parent.name)]
  }
  const nameOf = (id: number): string => classes.find((one) => one.id === id)!.name
  /** What the class is called now that had this name, or has it. */
  const nameNow = (name: string): string =>
    classes.some((one) => one.name === name)
      ? name
      : (classes.toSorted((one, other) => other.id - one.id).find((one) => one.original_name === name)?.name ?? name)
  const modelClassesOf = (of: number): string[] =>
    JSON.parse(catalog.get<{ labels: string }>('SELECT labels FROM model WHERE id = ?', of)!.labels) as string[]
  const labelsOf = (of: number): string[] => modelClassesOf(of).map(nameNow)
  const isClosed = getSetting(catalog, 'labelSet') === 'closed' && classes.length > 0
  /** By the model's class index; null where it is no class that is predicted. */
  const meaningOf = (of: number): (string | null)[] => {
    const rows = catalog.all<{ class_index: number; class_id: number | null }>(
      'SELECT * FROM class_map WHERE model_id = ?',
      of,
    )
    return labelsOf(of).map((name, classIndex) => {
      const row = rows.find(({ class_index }) => class_index === classIndex)
      if (row !== undefined) return row.class_id === null ? null : nameOf(row.class_id)
      return isClosed && !classes.some((one) => one.name === name) ? null : name
    })
  }

  const secondKey = getSetting(catalog, 'secondModelKey')
  const found =
    secondKey === null ? null : catalog.get<{ id: number }>('SELECT id FROM model WHERE key = ?', secondKey)!.id
  const secondId = found === modelId ? null : found

  const predictionOf = (id: number, of: number | null): { name: string; confidence: number } | null => {
    const row = catalog.get<{ predictions: string }>(
      'SELECT guesses AS predictions FROM prediction_detail WHERE image_id = ? AND model_id = ?',
      id,
      of,
    )
    if (row === undefined || of === null) return null
    const meanings = meaningOf(of)
    const rejected = [
      ...catalog
        .all<{ class_id: number }>('SELECT class_id FROM rejection WHERE image_id = ?', id)
        .map(({ class_id }) => nameOf(class_id)),
      ...catalog
        .all<{ name: string }>('SELECT name FROM model_rejection WHERE image_id = ?', id)
        .map(({ name }) => nameNow(name)),
    ]
    const sums: Record<string, number> = {}
    for (const [classIndex, confidence] of (JSON.parse(row.predictions) as { fused: [number, number][] }).fused) {
      const name = meanings[classIndex] ?? null
      if (name !== null && !above(name).some((one) => rejected.includes(one)))
        sums[name] = (sums[name] ?? 0) + confidence
    }
    const [best] = Object.entries(sums).sort(([, one], [, other]) => other - one)
    if (best === undefined) return null
    if (best[1] < threshold) {
      for (const ancestor of above(best[0]).slice(1)) {
        const sum = Object.entries(sums).reduce(
          (so, [name, part]) => (above(name).includes(ancestor) ? so + part : so),
          0,
        )
        if (sum >= threshold) return { name: ancestor, confidence: sum }
      }
    }
    return { name: best[0], confidence: best[1] }
  }

  const rows = catalog.all<{
    id: number
    root_id: number
    path: string
    size: number
    mtime: number
    state: string
    hash: Buffer | null
  }>(`SELECT * FROM image WHERE state <> 'missing'`)
  const shown = rows
    .map((row): Shown => {
      const { id } = row
      const labels = catalog.all<{ name: string; author: string }>(
        'SELECT c.name, l.author FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = ? ORDER BY c.position, c.id',
        id,
      )
      const stored = catalog.get<{
        agreement: number | null
        map_distance: number | null
        cls_index: number
        dist_index: number | null
      }>('SELECT * FROM prediction WHERE image_id = ? AND model_id = ?', id, modelId)
      const headOf = (classIndex: number | null | undefined): string | null =>
        classIndex == null ? null : meaningOf(modelId)[classIndex]!
      const prediction = predictionOf(id, modelId)
      const second = predictionOf(id, secondId)
      const mark = catalog.get<{ flagged: number; note: string | null; split: string | null }>(
        'SELECT * FROM mark WHERE image_id = ?',
        id,
      )
      return {
        id,
        rootId: row.root_id,
        path: row.path,
        size: row.size,
        mtime: row.mtime,
        hash: row.hash?.toString('hex') ?? null,
        status:
          labels.length > 0
            ? 'labeled'
            : row.state === 'failed'
              ? 'failed'
              : stored === undefined
                ? 'new'
                : prediction === null
                  ? 'outside'
                  : prediction.confidence >= threshold
                    ? 'pre-labeled'
                    : 'needs review',
        labels: labels.map(({ name }) => name),
        authors: labels.map(({ author }) => author),
        hasRun: stored !== undefined,
        prediction: prediction?.name ?? null,
        confidence: prediction?.confidence ?? null,
        agreement: (stored?.agreement ?? null) === null ? null : stored!.agreement === 1,
        second: second?.name ?? null,
        secondConfidence: second?.confidence ?? null,
        heads: [headOf(stored?.cls_index), headOf(stored?.dist_index)],
        mapDistance: stored?.map_distance ?? null,
        flagged: mark?.flagged === 1,
        noted: (mark?.note ?? null) !== null,
        split: mark?.split ?? 'none',
        conflict: catalog.get('SELECT 1 FROM conflict WHERE image_id = ?', id) !== undefined,
        near:
          catalog.get<{ group_id: number }>('SELECT group_id FROM near_duplicate WHERE image_id = ?', id)?.group_id ??
          null,
      }
    })
    .sort((one, other) => one.rootId - other.rootId || Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)))
  const standsFor = (name: string, of: number | null): string[] =>
    of === null || !modelClassesOf(of).includes(name)
      ? []
      : [meaningOf(of)[modelClassesOf(of).indexOf(name)] ?? []].flat()
  const namesOf = (refs: readonly ClassRef[], isSecond = false): string[] =>
    refs.flatMap((ref) =>
      typeof ref === 'number'
        ? (classes.find(({ id }) => id === ref)?.name ?? [])
        : [
            ...standsFor(ref, isSecond ? secondId : modelId),
            ...classes.map(({ name }) => name).filter((name) => name === nameNow(ref)),
          ],
    )
  const refOf = (name: string): ClassRef => classes.find((one) => one.name === name)?.id ?? name
  return { shown, above, namesOf, refOf }
}

/** For tests: whether an image passes a filter. */
export function passes(image: Shown, filter: Filter, { shown, above, namesOf }: NaiveProject): boolean {
  const isKind = (names: string[], refs: ClassRef[], isSecond = false): boolean => {
    const of = namesOf(refs, isSecond)
    return names.some((name) => above(name).some((one) => of.includes(one)))
  }
  const within = (value: number | null, range: [number, number]): boolean =>
    value !== null && value >= range[0] && value <= range[1]
  const own = image.prediction === null ? [] : [image.prediction]
  const twins = shown.filter(({ hash }) => hash !== null && hash === image.hash).length
  const checks: { [Key in keyof Filter]-?: (wanted: NonNullable<Filter[Key]>) => boolean } = {
    classes: (of) => isKind(image.labels.length > 0 ? image.labels : own, of),
    labels: (of) => isKind(image.labels, of),
    predictions: (of) => isKind(own, of),
    confidence: (range) => within(image.confidence, range),
    modelsAgree: (is) =>
      image.prediction !== null && image.second !== null && (image.prediction === image.second) === is,
    seconds: (of) => image.second !== null && isKind([image.second], of, true),
    secondHeads: (heads) => {
      const { prediction, second } = image
      if (prediction === null || second === null) return false
      const [byClass, byDistillation] = image.heads.map((head) => head !== null && above(head).includes(second))
      return heads === (byClass ? (byDistillation ? 'both' : 'class') : byDistillation ? 'distillation' : 'neither')
    },
    secondMismatch: (is) =>
      image.labels.length > 0 && image.second !== null && image.labels.includes(image.second) !== is,
    agreement: (is) => image.agreement === is,
    status: (of) => of.includes(image.status),
    mismatch: (is) =>
      image.labels.length > 0 && image.prediction !== null && image.labels.includes(image.prediction) !== is,
    outside: (is) => image.hasRun && (image.prediction === null) === is,
    authors: (of) => image.authors.some((author) => of.includes(author)),
    flagged: (is) => image.flagged === is,
    noted: (is) => image.noted === is,
    conflict: (is) => image.conflict === is,
    splits: (of) => of.includes(image.split as 'none'),
    duplicates: (kind) => (kind === 'exact' ? twins > 1 : image.near !== null),
    text: (text) => image.path.toLowerCase().includes(text.toLowerCase()),
    folder: ({ rootId, path }) => image.rootId === rootId && image.path.startsWith(path === '' ? '' : `${path}/`),
    size: (range) => within(image.size, range),
    date: (range) => within(image.mtime, range),
    among: (ids) => ids.includes(image.id),
  }
  return (Object.keys(filter) as (keyof Filter)[]).every(
    (key) => filter[key] === undefined || (checks[key] as (wanted: unknown) => boolean)(filter[key]),
  )
}

const statusOrder: Status[] = ['needs review', 'outside', 'failed', 'new', 'pre-labeled', 'labeled']

/** For tests: images, which come by name, in another order. */
export function sortNaively(images: readonly Shown[], sort: Sort, filter: Filter, all: readonly Shown[]): Shown[] {
  const keys: Record<Sort['by'], (image: Shown) => number | string> = {
    name: () => 0,
    confidence: ({ confidence }) => confidence ?? -1,
    class: ({ labels, prediction }) => labels[0] ?? prediction ?? '',
    agreement: ({ agreement }) => (agreement === null ? 2 : Number(agreement)),
    status: ({ status }) => statusOrder.indexOf(status),
    size: ({ size }) => size,
    date: ({ mtime }) => mtime,
    duplicates: () => 0,
    sweep: () => 0,
    comparison: ({ prediction, second, confidence, secondConfidence }) =>
      prediction === null || second === null
        ? 4
        : (prediction === second ? 3 : 1) - Math.min(confidence!, secondConfidence!),
    'map-distance': ({ mapDistance }) => mapDistance ?? -1,
    given: ({ id }) => filter.among?.indexOf(id) ?? 0,
  }
  const key = keys[sort.by]
  if (sort.by === 'sweep') {
    const frequent = (image: Shown): number => all.filter(({ prediction }) => prediction === image.prediction).length
    const compare = (one: Shown, other: Shown): number =>
      Number(one.prediction === null) - Number(other.prediction === null) ||
      frequent(other) - frequent(one) ||
      ((one.prediction ?? '') < (other.prediction ?? '')
        ? -1
        : (one.prediction ?? '') > (other.prediction ?? '')
          ? 1
          : 0) ||
      (one.confidence ?? 0) - (other.confidence ?? 0)
    return sort.descending ? images.toSorted(compare).reverse() : images.toSorted(compare)
  }
  const sorted = images.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
  return sort.descending ? sorted.reverse() : sorted
}
