import type { ImageRow } from '../rows.ts'
import type { ReadableCatalog } from '../connection.ts'
import { imageColumns, readImage } from './images.ts'

/** Which images a model has to predict. A prediction without embeddings counts as none: every model gives them. */
export interface Todo {
  rootId: number
  modelId: number
  /** Whether a prediction without attention maps counts as none. */
  needMaps: boolean
  /** With fewer classes kept a prediction counts as none; 1 where not given. */
  minPredictions?: number
}

// image_by_path gives bytewise order without sorting, so that a page costs what its rows cost wherever it is.
const where = `FROM image INDEXED BY image_by_path
  WHERE root_id = ? AND path > ? AND state <> 'missing'
    AND NOT EXISTS (SELECT 1 FROM prediction p WHERE p.image_id = image.id AND p.model_id = ? AND p.has_maps >= ? AND p.guess_count >= ? AND p.has_embeddings = 1)`

/**
 * The next images to do, in bytewise path order after `after`. Failed ones are among them: a run tries them again.
 * A job walks along this query by keyset, and so resumes after a crash without any list of its own.
 */
export function takeTodo(
  catalog: ReadableCatalog,
  page: Todo & { after: { path: string } | null; limit: number },
): ImageRow[] {
  const rows = catalog.all<ImageRow>(
    `SELECT ${imageColumns} ${where} ORDER BY path LIMIT ?`,
    page.rootId,
    page.after?.path ?? '',
    page.modelId,
    Number(page.needMaps),
    page.minPredictions ?? 1,
    page.limit,
  )
  return rows.map(readImage)
}

/** How many images there are to do. */
export function countTodo(catalog: ReadableCatalog, { rootId, modelId, needMaps, minPredictions = 1 }: Todo): number {
  return (
    catalog.get<{ count: number }>(
      `SELECT count(*) AS count ${where}`,
      rootId,
      '',
      modelId,
      Number(needMaps),
      minPredictions,
    )?.count ?? 0
  )
}
