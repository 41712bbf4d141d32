import type { Catalog, ReadableCatalog } from '../connection.ts'
import { getSetting, setSetting } from './settings.ts'

/** What a model made of one image, before its heads: float32 [tokens, width], little endian, as it is stored. */
export interface EmbeddingRow {
  /** Its position among all predictions; a later prediction has a higher one. */
  row: number
  imageId: number
  /** 2 with a distillation token, else 1. */
  tokens: number
  embeddings: Uint8Array
}

/** What shows whether the embeddings read before are still all there are: later ones have a higher `row`. */
export interface EmbeddingStamp {
  /** The last prediction's row; 0 where there is none. */
  row: number
  /** What the last row holds: SQLite gives a removed last row's number to the next one. */
  last: string
  /** Predictions of the model. */
  predictions: number
  /** Changes when images come, go or come back. */
  present: string
}

/**
 * Whether any prediction of the model has embeddings: those of an external classifier had none once.
 * null where it has predicted nothing yet.
 */
export function hasEmbeddings(catalog: ReadableCatalog, modelId: number): boolean | null {
  const some = (where: string): boolean =>
    catalog.get(`SELECT 1 FROM prediction WHERE model_id = ? ${where} LIMIT 1`, modelId) !== undefined
  return some('AND has_embeddings = 1') || (some('') ? false : null)
}

/** The state of a model's embeddings now. */
export function stampEmbeddings(catalog: ReadableCatalog, modelId: number): EmbeddingStamp {
  const row = catalog.get<{ row: number | null }>('SELECT max(rowid) AS row FROM prediction_detail')?.row ?? 0
  const { predictions } = catalog.get<{ predictions: number }>(
    'SELECT count(*) AS predictions FROM prediction WHERE model_id = ?',
    modelId,
  )!
  const { present } = catalog.get<{ present: string }>(
    `SELECT count(*) || ' ' || total(id) AS present FROM image WHERE state <> 'missing'`,
  )!
  return { row, last: describeRow(catalog, row), predictions, present }
}

/** Identifies a row's content beside its number, which may be used again; '' where there is none. */
export function describeRow(catalog: ReadableCatalog, row: number): string {
  return (
    catalog.get<{ text: string }>(
      `SELECT image_id || ' ' || model_id || ' ' || coalesce(hex(substr(embeddings, 1, 32)), '') AS text FROM prediction_detail WHERE rowid = ?`,
      row,
    )?.text ?? ''
  )
}

/**
 * Embeddings of images that are present, in the order of their rows, behind `after` and up to `last`.
 * External classifiers had none once.
 */
export function readEmbeddings(
  catalog: ReadableCatalog,
  modelId: number,
  { after, last, limit }: { after: number; last: number; limit: number },
): EmbeddingRow[] {
  // embeddings is before rollout in its row, so that the maps' pages are not read.
  return catalog.all<EmbeddingRow>(
    `SELECT d.rowid AS row, d.image_id AS imageId, 1 + (p.dist_index IS NOT NULL) AS tokens, d.embeddings
     FROM prediction_detail d CROSS JOIN prediction p ON p.image_id = d.image_id AND p.model_id = d.model_id CROSS JOIN image i ON i.id = d.image_id
     WHERE d.rowid > ? AND d.rowid <= ? AND d.model_id = ? AND d.embeddings IS NOT NULL AND i.state <> 'missing' ORDER BY d.rowid LIMIT ?`,
    after,
    last,
    modelId,
    limit,
  )
}

/** Which images have embeddings of a model, of one shape. */
export interface EmbeddedImages {
  /** Ascending. */
  ids: Int32Array
  /** 2 with a distillation token, else 1. */
  tokens: number
  /** Numbers of all tokens of an image. */
  floats: number
}

/**
 * The images that are present and have embeddings of a model, of the shape of the first one's that are whole numbers of
 * each token; null where there is none.
 */
export function listEmbedded(catalog: ReadableCatalog, modelId: number): EmbeddedImages | null {
  const from = `FROM prediction p CROSS JOIN prediction_detail d ON d.image_id = p.image_id AND d.model_id = p.model_id CROSS JOIN image i ON i.id = p.image_id
     WHERE p.model_id = ? AND i.state <> 'missing'`
  const first = catalog.get<{ tokens: number; floats: number }>(
    `SELECT 1 + (p.dist_index IS NOT NULL) AS tokens, length(d.embeddings) / 4 AS floats ${from} AND length(d.embeddings) > 0 AND length(d.embeddings) % (4 + 4 * (p.dist_index IS NOT NULL)) = 0 ORDER BY p.image_id LIMIT 1`,
    modelId,
  )
  if (first === undefined) return null
  // Plain numbers: a million objects would be larger than a page of embeddings.
  const ids = catalog.guard(
    () =>
      catalog.db
        .prepare(`SELECT p.image_id ${from} AND length(d.embeddings) = ? ORDER BY p.image_id`)
        .pluck()
        .all(modelId, first.floats * 4) as number[],
  )
  return { ids: Int32Array.from(ids), ...first }
}

/** A model's embeddings of some images, by their places in `ids`, in any order; none where an image has none. */
export const readEmbeddingsOf = (
  catalog: ReadableCatalog,
  modelId: number,
  ids: readonly number[],
): { place: number; embeddings: Uint8Array }[] =>
  catalog.all(
    `SELECT e.key AS place, d.embeddings FROM json_each(?) e CROSS JOIN prediction_detail d ON d.image_id = e.value AND d.model_id = ?
     WHERE d.embeddings IS NOT NULL`,
    JSON.stringify(ids),
    modelId,
  )

/** Replaces what was found before; groups of image ids, two or more each. Images that are gone by now are left out. */
export function storeNearDuplicates(catalog: Catalog, groups: readonly (readonly number[])[], threshold: number): void {
  catalog.transaction(() => {
    catalog.run('DELETE FROM near_duplicate')
    catalog.run(
      'INSERT INTO near_duplicate (image_id, group_id) SELECT i.id, e.value ->> 1 FROM json_each(?) e CROSS JOIN image i ON i.id = e.value ->> 0',
      JSON.stringify(groups.flatMap((group, index) => group.map((id) => [id, index + 1]))),
    )
    setSetting(catalog, 'nearThreshold', threshold)
  }, 'relaxed')
}

/** Near-duplicates as they were looked for last, of images that are present; null where they never were. */
export function describeNearDuplicates(
  catalog: ReadableCatalog,
): { threshold: number; groups: number; images: number } | null {
  const threshold = getSetting(catalog, 'nearThreshold')
  if (threshold === null) return null
  const counts = catalog.get<{ groups: number; images: number }>(
    `SELECT count(*) AS groups, coalesce(sum(members), 0) AS images FROM (
       SELECT count(*) AS members FROM near_duplicate d JOIN image i ON i.id = d.image_id WHERE i.state <> 'missing' GROUP BY d.group_id HAVING members > 1)`,
  )!
  return { threshold, ...counts }
}

/** Points of images on a plane, in three columns of one length. */
export interface EmbeddingMap {
  ids: Int32Array
  x: Float32Array
  y: Float32Array
}

/** Replaces the model's map. Images that are gone by now are left out. */
export function storeEmbeddingMap(catalog: Catalog, modelId: number, { ids, x, y }: EmbeddingMap): void {
  const points = JSON.stringify(Array.from(ids, (id, index) => [id, x[index]!, y[index]!]))
  catalog.transaction(() => {
    catalog.run('DELETE FROM embedding_map WHERE model_id = ?', modelId)
    catalog.run(
      `INSERT INTO embedding_map (model_id, image_id, x, y)
       SELECT ?, i.id, e.value ->> 1, e.value ->> 2 FROM json_each(?) e CROSS JOIN image i ON i.id = e.value ->> 0`,
      modelId,
      points,
    )
  }, 'relaxed')
}

const mapped = `FROM embedding_map e JOIN image i ON i.id = e.image_id WHERE e.model_id = ? AND i.state <> 'missing'`

/** How many images that are present are on the model's map; 0 without a model. */
export function countMapped(catalog: ReadableCatalog, modelId: number | null): number {
  return catalog.get<{ count: number }>(`SELECT count(*) AS count ${mapped}`, modelId)!.count
}

/** The model's map of images that are present, in the order of their ids. */
export function readEmbeddingMap(catalog: ReadableCatalog, modelId: number): EmbeddingMap {
  const rows = catalog.all<{ id: number; x: number; y: number }>(
    `SELECT e.image_id AS id, e.x, e.y ${mapped} ORDER BY e.image_id`,
    modelId,
  )
  return {
    ids: Int32Array.from(rows, ({ id }) => id),
    x: Float32Array.from(rows, ({ x }) => x),
    y: Float32Array.from(rows, ({ y }) => y),
  }
}
