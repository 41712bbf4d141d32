import type { ReadableCatalog } from '../connection.ts'

/**
 * The folders that hold images, relative to their roots and `/`-separated, in bytewise order;
 * '' is a root itself. Missing images do not count.
 */
export function listImageFolders(catalog: ReadableCatalog): string[] {
  // What is left of a path when everything behind the last slash is trimmed.
  return catalog
    .all<{ folder: string }>(
      `SELECT DISTINCT rtrim(rtrim(path, replace(path, '/', '')), '/') AS folder FROM image WHERE state <> 'missing' ORDER BY 1`,
    )
    .map(({ folder }) => folder)
}

/** Images without a label, missing ones left out, with their paths. */
export const listUnlabeled = (catalog: ReadableCatalog): { id: number; path: string }[] =>
  catalog.all(
    `SELECT id, path FROM image i WHERE state <> 'missing' AND NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = i.id) ORDER BY id`,
  )

/** A name for an image, as somebody wrote it, and its number in the list that it comes from. */
export interface WantedImage {
  index: number
  path: string
}

// CROSS JOIN is SQLite's word for this order and no other: the list outside, the index inside.
// It cannot know how long the list is.

/**
 * The images at these relative paths, by number: [number, image id, root's path];
 * several where folders of the project hold the same path.
 */
export function findByPath(
  catalog: ReadableCatalog,
  wanted: readonly WantedImage[],
): { index: number; imageId: number; root: string }[] {
  return catalog.all(
    `SELECT w.value ->> 0 AS "index", i.id AS imageId, r.path AS root FROM json_each(?) w CROSS JOIN root r CROSS JOIN image i WHERE i.root_id = r.id AND i.path = w.value ->> 1`,
    JSON.stringify(wanted.map(({ index, path }) => [index, path])),
  )
}

/** Every image that is there: for names that are no paths. */
export const listPaths = (catalog: ReadableCatalog): { id: number; path: string }[] =>
  catalog.all(`SELECT id, path FROM image WHERE state <> 'missing'`)
