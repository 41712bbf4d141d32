import type { Split } from '../split.ts'
import type { Catalog } from '../connection.ts'
import { checkImages } from './images.ts'

/** What a person noted about an image beside its label; what is not given stays. */
export interface Mark {
  flagged?: boolean
  note?: string | null
  split?: Split | null
}

/** Sets marks of many images. @throws GlanceError `not-found` for an image that is not in the catalog */
export function setMarks(catalog: Catalog, imageIds: readonly number[], { flagged, note, split }: Mark): void {
  const changes = [
    ...(flagged === undefined ? [] : [{ column: 'flagged', value: Number(flagged) }]),
    ...(note === undefined ? [] : [{ column: 'note', value: note }]),
    ...(split === undefined ? [] : [{ column: 'split', value: split }]),
  ]
  if (changes.length === 0) return
  checkImages(catalog, imageIds)
  const ids = JSON.stringify(imageIds)
  // Rows that say nothing are not made only to say it.
  catalog.run(
    `INSERT INTO mark (image_id, ${changes.map(({ column }) => column).join(', ')})
     SELECT DISTINCT value, ${changes.map(() => '?').join(', ')} FROM json_each(?) WHERE ${changes.some(({ value }) => value !== null && value !== 0) ? '1' : 'value IN (SELECT image_id FROM mark)'}
     ON CONFLICT (image_id) DO UPDATE SET ${changes.map(({ column }) => `${column} = excluded.${column}`).join(', ')}`,
    ...changes.map(({ value }) => value),
    ids,
  )
}

/** Gives each image its own split, as one statement for all. */
export function setSplits(catalog: Catalog, splits: readonly [imageId: number, split: Split | null][]): void {
  catalog.run(
    `INSERT INTO mark (image_id, split) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE value ->> 1 IS NOT NULL OR value ->> 0 IN (SELECT image_id FROM mark)
     ON CONFLICT (image_id) DO UPDATE SET split = excluded.split`,
    JSON.stringify(splits),
  )
}
