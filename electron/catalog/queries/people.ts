import type { ReadableCatalog } from '../connection.ts'

/** Everybody who labeled or edited, who labeled most first. Undone edits do not count. */
export function listAnnotators(catalog: ReadableCatalog): Annotator[] {
  return catalog.all<Annotator>(
    `WITH voter AS (SELECT author, count(DISTINCT image_id) AS images FROM vote GROUP BY author),
       editor AS (SELECT author, count(*) AS edits FROM edit WHERE undone = 0 GROUP BY author)
     SELECT author AS name, coalesce(v.images, 0) AS images, coalesce(e.edits, 0) AS edits
     FROM voter v FULL JOIN editor e USING (author) ORDER BY images DESC, edits DESC, name`,
  )
}

/**
 * What two annotators said of the images that both labeled, and of how many:
 * JSON arrays of class names in the order of the label set. Most frequent first.
 */
export function countAnswers(
  catalog: ReadableCatalog,
  one: string,
  other: string,
): { one: string; other: string; images: number }[] {
  const answers = `SELECT v.image_id, json_group_array(c.name ORDER BY c.position, c.id) AS names
    FROM vote v JOIN class c ON c.id = v.class_id WHERE v.author = ? GROUP BY v.image_id`
  return catalog.all(
    `WITH one AS MATERIALIZED (${answers}), other AS MATERIALIZED (${answers})
     SELECT one.names AS one, other.names AS other, count(*) AS images FROM one JOIN other USING (image_id) GROUP BY 1, 2 ORDER BY images DESC, 1, 2`,
    one,
    other,
  )
}

export interface Annotator {
  name: string
  /** Images that they labeled, as they said last. */
  images: number
  edits: number
}
