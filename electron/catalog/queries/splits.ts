import type { Split } from '../split.ts'
import type { ReadableCatalog } from '../connection.ts'

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
}

/** The images that are there, in the order of their folders and paths, whenever they came. */
export function listSplitRows(catalog: ReadableCatalog): SplitRow[] {
  const rows = catalog.all<Omit<SplitRow, 'labels'> & { labels: string }>(
    `SELECT i.id, nullif(hex(i.hash), '') AS hash, n.group_id AS nearGroup, k.split,
       (SELECT json_group_array(c.name ORDER BY c.name) FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = i.id) AS labels
     FROM image i JOIN root r ON r.id = i.root_id LEFT JOIN mark k ON k.image_id = i.id LEFT JOIN near_duplicate n ON n.image_id = i.id
     WHERE i.state <> 'missing' ORDER BY r.path, i.path`,
  )
  return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as string[] }))
}
