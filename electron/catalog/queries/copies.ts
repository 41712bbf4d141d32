import type { LabelSource } from '../rows.ts'
import type { Split } from '../split.ts'
import type { ReadableCatalog } from '../connection.ts'

/** An image of another copy of a project: its path there, and what identifies it. */
export interface CopyImage {
  id: number
  /** The folder's path. */
  root: string
  path: string
  size: number
  /** Hexadecimal; null where the file was never read. */
  hash: string | null
}

/** Images about which a person said anything. */
export const listDecided = (catalog: ReadableCatalog): CopyImage[] =>
  catalog
    .all(
      `SELECT i.id, r.path AS root, i.path, i.size, hex(i.hash) AS hash FROM image i JOIN root r ON r.id = i.root_id
   WHERE i.id IN (SELECT image_id FROM label UNION SELECT image_id FROM vote UNION SELECT image_id FROM mark UNION SELECT image_id FROM rejection UNION SELECT image_id FROM model_rejection)
   ORDER BY r.path, i.path`,
    )
    .map((row) => ({ ...(row as CopyImage), hash: (row as CopyImage).hash || null }))

/**
 * The images of this project that those of another copy are: by the same folder and path, unless their contents are
 * known and differ; else by content, where several have it the one of the same path or name first; else by relative
 * path and size, where only one has them. Ids here by ids there.
 */
export function matchImages(catalog: ReadableCatalog, images: readonly CopyImage[]): Map<number, number> {
  const found = new Map<number, number>()
  const json = JSON.stringify(images.map(({ id, root, path, size, hash }) => [id, root, path, size, hash]))
  const look = (sql: string): void => {
    for (const { there, here } of catalog.all<{ there: number; here: number }>(sql, json))
      if (!found.has(there)) found.set(there, here)
  }
  const w = (index: number): string => `w.value ->> ${index}`
  look(`SELECT ${w(0)} AS there, i.id AS here FROM json_each(?) w CROSS JOIN root r CROSS JOIN image i
    WHERE r.path = ${w(1)} AND i.root_id = r.id AND i.path = ${w(2)} AND (i.hash IS NULL OR ${w(4)} IS NULL OR hex(i.hash) = ${w(4)})`)
  const name = (path: string): string => `replace(${path}, rtrim(${path}, replace(${path}, '/', '')), '')`
  look(`SELECT ${w(0)} AS there, i.id AS here FROM json_each(?) w CROSS JOIN image i WHERE i.hash = unhex(${w(4)})
    ORDER BY there, i.path = ${w(2)} DESC, ${name('i.path')} = ${name(`(${w(2)})`)} DESC, i.state = 'missing', i.root_id, i.path`)
  look(`SELECT ${w(0)} AS there, min(i.id) AS here FROM json_each(?) w CROSS JOIN root r CROSS JOIN image i
    WHERE i.root_id = r.id AND i.path = ${w(2)} AND i.size = ${w(3)} AND (i.hash IS NULL OR ${w(4)} IS NULL) GROUP BY there HAVING count(*) = 1`)
  return found
}

/** The edits that a project knows, by what distinguishes them from another copy's edits of the same number. */
export const listEditMarks = (catalog: ReadableCatalog): Map<number, string> =>
  new Map(
    catalog
      .all<{ id: number; mark: string }>(`SELECT id, created_at || ' ' || kind || ' ' || author AS mark FROM edit`)
      .map(({ id, mark }) => [id, mark]),
  )

export interface CopyLabel {
  imageId: number
  className: string
  source: LabelSource
  author: string
  editId: number
}
export interface CopyVote {
  imageId: number
  author: string
  className: string
  editId: number
}
export interface CopyMark {
  imageId: number
  flagged: number
  note: string | null
  split: Split | null
}

/** Every label. */
export const listLabels = (catalog: ReadableCatalog): CopyLabel[] =>
  catalog.all(
    'SELECT l.image_id AS imageId, c.name AS className, l.source, l.author, l.edit_id AS editId FROM label l JOIN class c ON c.id = l.class_id ORDER BY l.image_id, c.position, c.id',
  )

/** Every vote. */
export const listAllVotes = (catalog: ReadableCatalog): CopyVote[] =>
  catalog.all(
    'SELECT v.image_id AS imageId, v.author, c.name AS className, v.edit_id AS editId FROM vote v JOIN class c ON c.id = v.class_id ORDER BY v.image_id, v.author, c.position, c.id',
  )

/** Every conflict. */
export const listConflicts = (catalog: ReadableCatalog): { imageId: number; author: string }[] =>
  catalog.all('SELECT image_id AS imageId, author FROM conflict')

/** Every mark, or those of some images. */
export const listMarks = (catalog: ReadableCatalog, imageIds?: readonly number[]): CopyMark[] =>
  catalog.all(
    `SELECT image_id AS imageId, flagged, note, split FROM mark ${imageIds === undefined ? 'WHERE ? IS NULL' : 'WHERE image_id IN (SELECT value FROM json_each(?))'} ORDER BY image_id`,
    imageIds === undefined ? null : JSON.stringify(imageIds),
  )

/** Every rejected prediction; `className` is the model's where it is none of the project's. */
export const listRejections = (catalog: ReadableCatalog): { imageId: number; className: string }[] =>
  catalog.all(
    `SELECT r.image_id AS imageId, c.name AS className FROM rejection r JOIN class c ON c.id = r.class_id
     UNION ALL SELECT image_id, name FROM model_rejection`,
  )
