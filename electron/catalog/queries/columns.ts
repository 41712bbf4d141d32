import type { Score, ImageState, LabelSource } from '../rows.ts'
import type { Split } from '../split.ts'
import type { ReadableCatalog, SqlValue } from '../connection.ts'
import type { ClassRef } from '../shown-prediction.ts'
import { fromPairs } from './predictions.ts'
import { usualThreshold } from '../sure-from.ts'
import { getSetting } from './settings.ts'

/** The models by which a project is shown. */
export interface View {
  /** null before the first pre-label. */
  modelId: number | null
  /** The comparison model; null where there is none. */
  secondId: number | null
  /** Confidence from which on a prediction is a pre-label. */
  threshold: number
}

/**
 * The threshold that a person set; else what is known to be sure of the predictions that are shown (null: nothing is).
 */
export const readThreshold = (catalog: ReadableCatalog, sureFrom: number | null): number =>
  getSetting(catalog, 'threshold') ?? sureFrom ?? usualThreshold

/** The view that the project's settings name; `sureFrom` as for the threshold. */
export function readView(catalog: ReadableCatalog, sureFrom: number | null = null): View {
  const find = (key: string | null): number | null =>
    key === null ? null : (catalog.get<{ id: number }>('SELECT id FROM model WHERE key = ?', key)?.id ?? null)
  const modelId = find(getSetting(catalog, 'modelKey'))
  const secondId = find(getSetting(catalog, 'secondModelKey'))
  // A model is not compared with itself, nor with none.
  return {
    modelId,
    secondId: modelId === null || secondId === modelId ? null : secondId,
    threshold: readThreshold(catalog, sureFrom),
  }
}

/** Images whose rows are read: a stretch of ids, the first left out, or a list. */
export type Span = { after: number; last: number } | { ids: readonly number[] }

const within = (column: string, span: Span): string =>
  'ids' in span ? `${column} IN (SELECT value FROM json_each(?))` : `${column} > ? AND ${column} <= ?`
const spanParams = (span: Span): SqlValue[] => ('ids' in span ? [JSON.stringify(span.ids)] : [span.after, span.last])

/** Rows as arrays: for a million of them that is twice as fast as objects. */

const readRaw = <Row extends unknown[]>(catalog: ReadableCatalog, sql: string, ...params: SqlValue[]): Row[] =>
  catalog.guard(
    () =>
      catalog.db
        .prepare(sql)
        .raw()
        .all(...params) as Row[],
  )

const readIds = (catalog: ReadableCatalog, sql: string, ...params: SqlValue[]): number[] =>
  catalog.guard(
    () =>
      catalog.db
        .prepare(sql)
        .pluck()
        .all(...params) as number[],
  )

/** The id that ends a page of this many images after `after`; null where there is none left. */
export const findPageEnd = (catalog: ReadableCatalog, after: number, count: number): number | null =>
  catalog.get<{ last: number | null }>(
    'SELECT max(id) AS last FROM (SELECT id FROM image WHERE id > ? ORDER BY id LIMIT ?)',
    after,
    count,
  )?.last ?? null

/** What the columns of an index hold of one image and the model's first prediction. */
export type ImageTuple = [
  id: number,
  rootId: number,
  path: string,
  state: ImageState,
  size: number,
  mtime: number,
  classIndex: number | null,
  confidence: number | null,
  agreement: number | null,
  hasMaps: number | null,
  mapDistance: number | null,
]

/** Images in the order of their ids. */
export const readImages = (catalog: ReadableCatalog, modelId: number | null, span: Span): ImageTuple[] =>
  readRaw<ImageTuple>(
    catalog,
    `SELECT i.id, i.root_id, i.path, i.state, i.size, i.mtime, p.class_index, p.confidence, p.agreement, p.has_maps, p.map_distance
   FROM image i LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = ? WHERE ${within('i.id', span)} ORDER BY i.id`,
    modelId,
    ...spanParams(span),
  )

/** What the comparison model predicted first, and each head of the model in use. */
export type ComparisonTuple = [
  imageId: number,
  classIndex: number,
  confidence: number,
  byClassToken: number | null,
  byDistillationToken: number | null,
]

/** First predictions of the comparison model, in the order of the images. */
export const readComparisons = (catalog: ReadableCatalog, { modelId, secondId }: View, span: Span): ComparisonTuple[] =>
  readRaw<ComparisonTuple>(
    catalog,
    `SELECT s.image_id, s.class_index, s.confidence, p.cls_index, p.dist_index
   FROM prediction s LEFT JOIN prediction p ON p.image_id = s.image_id AND p.model_id = ? WHERE s.model_id = ? AND ${within('s.image_id', span)} ORDER BY s.image_id`,
    modelId,
    secondId,
    ...spanParams(span),
  )

/** Labels by image and class. */
export const readLabels = (
  catalog: ReadableCatalog,
  span: Span,
): [imageId: number, classId: number, source: LabelSource, author: string][] =>
  readRaw(
    catalog,
    `SELECT image_id, class_id, source, author FROM label WHERE ${within('image_id', span)} ORDER BY image_id, class_id`,
    ...spanParams(span),
  )

export const readMarks = (
  catalog: ReadableCatalog,
  span: Span,
): [imageId: number, flagged: number, noted: number, split: Split | null][] =>
  readRaw(
    catalog,
    `SELECT image_id, flagged, note IS NOT NULL, split FROM mark WHERE ${within('image_id', span)}`,
    ...spanParams(span),
  )

export const readConflicts = (catalog: ReadableCatalog, span: Span): number[] =>
  readIds(catalog, `SELECT DISTINCT image_id FROM conflict WHERE ${within('image_id', span)}`, ...spanParams(span))

/** Rejected classes by image; those that were none of the project's by the model's name. */
export const readRejections = (catalog: ReadableCatalog, span: Span): [imageId: number, ref: ClassRef][] =>
  readRaw(
    catalog,
    `SELECT image_id, class_id FROM rejection WHERE ${within('image_id', span)}
     UNION ALL SELECT image_id, name FROM model_rejection WHERE ${within('image_id', span)}`,
    ...spanParams(span),
    ...spanParams(span),
  )

/** Groups of near-duplicates. */
export const readNearGroups = (catalog: ReadableCatalog, span: Span): [imageId: number, groupId: number][] =>
  readRaw(
    catalog,
    `SELECT image_id, group_id FROM near_duplicate WHERE ${within('image_id', span)}`,
    ...spanParams(span),
  )

/** The predictions that were kept of each image: the average of both heads, highest first. */
export function readKeptPredictions(
  catalog: ReadableCatalog,
  modelId: number,
  ids: readonly number[],
): Map<number, Score[]> {
  const rows = readRaw<[number, string]>(
    catalog,
    `SELECT image_id, guesses FROM prediction_detail WHERE model_id = ? AND ${within('image_id', { ids })}`,
    modelId,
    ...spanParams({ ids }),
  )
  return new Map(rows.map(([id, json]) => [id, fromPairs((JSON.parse(json) as { fused: [number, number][] }).fused)]))
}

/**
 * Images with the same bytes as another one, as [image, smallest id of the group]; missing ones do not count.
 * Of the groups of `among` only, where given.
 */
export function readExactGroups(
  catalog: ReadableCatalog,
  among: readonly number[] | null,
): [imageId: number, groupId: number][] {
  const hashes =
    among === null
      ? 'SELECT hash FROM image WHERE hash IS NOT NULL GROUP BY hash HAVING count(*) > 1'
      : 'SELECT hash FROM image WHERE hash IS NOT NULL AND id IN (SELECT value FROM json_each(?))'
  return readRaw(
    catalog,
    `SELECT id, first FROM (
       SELECT id, min(id) OVER same AS first, count(*) OVER same AS size FROM image WHERE hash IN (${hashes}) AND state <> 'missing' WINDOW same AS (PARTITION BY hash)
     ) WHERE size > 1`,
    ...(among === null ? [] : [JSON.stringify(among)]),
  )
}

/** All images in the order of their names: folder by folder of the project, then bytewise by path. */
export const readNameOrder = (catalog: ReadableCatalog): number[] =>
  readIds(catalog, 'SELECT id FROM root ORDER BY id').flatMap((rootId) =>
    readIds(catalog, 'SELECT id FROM image WHERE root_id = ? ORDER BY path', rootId),
  )

/** Which class of the project each class of a model is mapped to; null for none. */
export const readClassMap = (
  catalog: ReadableCatalog,
  modelId: number,
): { classIndex: number; classId: number | null }[] =>
  catalog.all(
    'SELECT class_index AS classIndex, class_id AS classId FROM class_map WHERE model_id = ? ORDER BY class_index',
    modelId,
  )

/**
 * The same; a model without any mapping of its own has that of another one with the very same classes:
 * ImageNet's thousand need not be mapped twice.
 */
export function readClassMapLike(catalog: ReadableCatalog, modelId: number): ReturnType<typeof readClassMap> {
  const own = readClassMap(catalog, modelId)
  if (own.length > 0) return own
  const like = catalog.get<{ id: number }>(
    'SELECT other.id FROM model one JOIN model other ON other.labels = one.labels AND other.id <> one.id WHERE one.id = ? AND EXISTS (SELECT 1 FROM class_map WHERE model_id = other.id) ORDER BY other.id LIMIT 1',
    modelId,
  )
  return like === undefined ? [] : readClassMap(catalog, like.id)
}

/** What a card shows and no column holds. */
export interface CardRow {
  id: number
  path: string
  rootId: number
  hash: Buffer | null
  mtime: number
  errorCode: string | null
  errorMessage: string | null
  errorDetails: string | null
  note: string | null
}

export const readCardRows = (catalog: ReadableCatalog, ids: readonly number[]): CardRow[] =>
  catalog.all<CardRow>(
    `SELECT i.id, i.path, i.root_id AS rootId, substr(i.hash, 1, 8) AS hash, i.mtime,
     i.error_code AS errorCode, i.error_message AS errorMessage, i.error_details AS errorDetails, m.note
   FROM image i LEFT JOIN mark m ON m.image_id = i.id WHERE i.id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  )
