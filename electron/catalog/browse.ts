import type { LabelSource, Status } from '../contract/data.ts'
import type { Cursor, Filter, FilterCounts, ImageCard, ImagePage, Sort } from '../contract/project.ts'
import type { ReadableCatalog, SqlValue } from './connection.ts'

/** Through which model's eyes a folder is looked at. */
export interface View {
  rootId: number
  /** null before the first pre-label. */
  modelId: number | null
  /** Confidence from which on a guess is a pre-label. */
  threshold: number
}

// One row an image as a person sees it. The status is derived here as in the export: a label wins, then a failure.
const shown = `WITH class_name AS MATERIALIZED (
    SELECT e.key AS class_index, e.value AS name FROM model m, json_each(m.labels) e WHERE m.id = ?
  ), shown AS (
    SELECT i.id, i.path, i.hash, i.mtime, i.error_message AS error, c.name AS label, l.source AS label_source, n.name AS guess,
      p.confidence, p.agreement, coalesce(p.has_maps, 0) AS has_map, coalesce(c.name, n.name) AS class,
      CASE WHEN c.name IS NOT NULL THEN 'labeled' WHEN i.state = 'failed' THEN 'failed' WHEN p.confidence IS NULL THEN 'new'
        WHEN p.confidence >= ? THEN 'pre-labeled' ELSE 'needs review' END AS status
    FROM image i LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = ?
      LEFT JOIN class_name n ON n.class_index = p.class_index
      LEFT JOIN label l ON l.image_id = i.id LEFT JOIN class c ON c.id = l.class_id
    WHERE i.root_id = ? AND i.state <> 'missing'
  )`
const shownParams = ({ rootId, modelId, threshold }: View): SqlValue[] => [modelId, threshold, modelId, rootId]

interface Condition { sql: string; params: SqlValue[] }

function readFilter(filter: Filter, except?: keyof Filter): Condition {
  const parts: Condition[] = []
  const oneOf = (column: string, values: readonly string[]): Condition =>
    ({ sql: `${column} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(values)] })
  if (filter.classes !== undefined && except !== 'classes') parts.push(oneOf('class', filter.classes))
  if (filter.status !== undefined && except !== 'status') parts.push(oneOf('status', filter.status))
  if (filter.confidence !== undefined && except !== 'confidence') parts.push({ sql: 'confidence BETWEEN ? AND ?', params: filter.confidence })
  if (filter.agreement !== undefined && except !== 'agreement') parts.push({ sql: 'agreement = ?', params: [Number(filter.agreement)] })
  if (filter.text !== undefined && except !== 'text') parts.push({ sql: 'instr(lower(path), lower(?)) > 0', params: [filter.text] })
  return { sql: ['1', ...parts.map(({ sql }) => sql)].join(' AND '), params: parts.flatMap(({ params }) => params) }
}

// An image without a guess or a class sorts before all others: a keyset needs a value that compares.
const sortKeys: Record<Sort['by'], string> = {
  name: '0',
  confidence: 'coalesce(confidence, -1)',
  class: "coalesce(class, '')",
  agreement: 'coalesce(agreement, 2)',
  status: "CASE status WHEN 'needs review' THEN 0 WHEN 'failed' THEN 1 WHEN 'new' THEN 2 WHEN 'pre-labeled' THEN 3 ELSE 4 END",
}

/** Ids of images in order, from a cursor on. A page costs what its rows cost, wherever it is, when sorted by name. */
export function listImages(
  catalog: ReadableCatalog, view: View, { filter, sort, after, limit }: { filter: Filter; sort: Sort; after: Cursor | null; limit: number },
): ImagePage {
  const where = readFilter(filter)
  const key = sortKeys[sort.by]
  const direction = sort.descending ? 'DESC' : 'ASC'
  const step = sort.descending ? '<' : '>'
  const byName = sort.by === 'name'
  const keyset = after === null ? '1' : byName ? `path ${step} ?` : `(${key}, path) ${step} (?, ?)`
  const keysetParams = after === null ? [] : byName ? [after.path] : [after.value, after.path]
  const rows = catalog.all<{ id: number; path: string; value: string | number }>(
    `${shown} SELECT id, path, ${key} AS value FROM shown WHERE ${where.sql} AND ${keyset}
     ORDER BY ${byName ? '' : `value ${direction}, `}path ${direction} LIMIT ?`,
    ...shownParams(view), ...where.params, ...keysetParams, limit,
  )
  const last = rows.at(-1)
  return { ids: rows.map(({ id }) => id), next: rows.length < limit || last === undefined ? null : { value: last.value, path: last.path } }
}

interface CardRow {
  id: number
  path: string
  hash: Buffer | null
  mtime: number
  status: Status
  label: string | null
  labelSource: LabelSource | null
  guess: string | null
  confidence: number | null
  agreement: number | null
  hasMap: number
  error: string | null
}

/** What a person sees of these images, in the order of `ids`; one that is no longer there is left out. */
export function readCards(catalog: ReadableCatalog, view: View, ids: readonly number[]): ImageCard[] {
  const rows = catalog.all<CardRow>(
    `${shown} SELECT id, path, hash, mtime, status, label, label_source AS labelSource, guess, confidence, agreement, has_map AS hasMap, error
     FROM shown WHERE id IN (SELECT value FROM json_each(?))`,
    ...shownParams(view), JSON.stringify(ids),
  )
  const byId = new Map(rows.map((row) => [row.id, readCard(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function readCard({ hash, mtime, agreement, hasMap, error, ...row }: CardRow): ImageCard {
  return {
    ...row,
    agreement: agreement === null ? null : agreement === 1,
    hasMap: hasMap === 1,
    version: hash === null ? String(mtime) : hash.toString('hex', 0, 8),
    error: row.status === 'failed' ? error : null,
  }
}

const everyStatus: readonly Status[] = ['labeled', 'pre-labeled', 'needs review', 'failed', 'new']

/** How many images stand beside every filter; each filter is counted with the others applied, but not itself. */
export function countFiltered(catalog: ReadableCatalog, view: View, filter: Filter): FilterCounts {
  const group = (column: string, except?: keyof Filter): Map<SqlValue, number> => {
    const where = readFilter(filter, except)
    const sql = `${shown} SELECT ${column} AS key, count(*) AS count FROM shown WHERE ${where.sql} GROUP BY 1`
    const rows = catalog.all<{ key: SqlValue; count: number }>(sql, ...shownParams(view), ...where.params)
    return new Map(rows.map(({ key, count }) => [key, count]))
  }
  const statuses = group('status', 'status')
  const bins = group('min(9, CAST(confidence * 10 AS INTEGER))', 'confidence')
  const agreement = group('agreement', 'agreement')
  return {
    total: group('NULL').get(null) ?? 0,
    status: Object.fromEntries(everyStatus.map((status) => [status, statuses.get(status) ?? 0])) as Record<Status, number>,
    classes: [...group('class', 'classes')].flatMap(([name, count]) => (typeof name === 'string' ? [{ name, count }] : []))
      .toSorted((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1)),
    agree: agreement.get(1) ?? 0,
    disagree: agreement.get(0) ?? 0,
    confidence: Array.from({ length: 10 }, (_, bin) => bins.get(bin) ?? 0),
  }
}
