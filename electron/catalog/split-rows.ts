import type { Split } from '../contract/splits.ts'
import type { ReadableCatalog } from './connection.ts'

/** An image as it is given a split. */
export interface SplitRow {
  id: number
  /** Hexadecimal; null where the file was never read. */
  hash: string | null
  /** Its group of near-duplicates. */
  nearGroup: number | null
  split: Split | null
  /** Its labels' names. */
  labels: string[]
  /** What the model's first guess stands for; null where it stands for nothing, or there is none. */
  guess: string | null
}

/** The images that are there, in the order of their folders and paths, whenever they came. `modelId`: whose guesses. */
export function listSplitRows(catalog: ReadableCatalog, modelId: number | null): SplitRow[] {
  const rows = catalog.all<Omit<SplitRow, 'labels'> & { labels: string }>(
    `WITH model_class AS MATERIALIZED (
       SELECT e.key AS class_index, CASE WHEN EXISTS (SELECT 1 FROM class_map WHERE model_id = m.id)
         THEN (SELECT c.name FROM class_map x JOIN class c ON c.id = x.class_id WHERE x.model_id = m.id AND x.class_index = e.key) ELSE e.value END AS name
       FROM model m, json_each(m.labels) e WHERE m.id = ?
     )
     SELECT i.id, nullif(hex(i.hash), '') AS hash, n.group_id AS nearGroup, k.split, g.name AS guess,
       (SELECT json_group_array(c.name ORDER BY c.name) FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = i.id) AS labels
     FROM image i JOIN root r ON r.id = i.root_id LEFT JOIN mark k ON k.image_id = i.id LEFT JOIN near_duplicate n ON n.image_id = i.id
       LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = ? LEFT JOIN model_class g ON g.class_index = p.class_index
     WHERE i.state <> 'missing' ORDER BY r.path, i.path`,
    modelId, modelId,
  )
  return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as string[] }))
}
