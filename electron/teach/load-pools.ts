import type { ReadableCatalog } from '../catalog/connection.ts'
import { readEmbeddings, stampEmbeddings } from '../catalog/queries/embeddings.ts'
import { makePool } from './math/embedding-pool.ts'
import { fitPca, project } from './math/pca.ts'
import type { ModelPools } from './learner.ts'

/** Photos that are read at once. */
const pageSize = 2000
/** External classifiers have some thousand numbers a photo: more than labels can say anything about. */
const [widest, reducedTo] = [512, 256]

/** Photos, ascending by id, and what every model made of them. */
export interface LoadedPools {
  ids: Int32Array
  models: ModelPools[]
}

interface Embeddings {
  ids: number[]
  tokens: number
  /** Floats of all tokens, one list a photo. */
  rows: Float32Array[]
}

/**
 * Reads the embeddings of these models. Photos are those of the first model; another one takes part where it has run on
 * all of them. Embeddings of two models are never mixed: each model has pools of its own.
 *
 * @returns null where the first model has no embeddings
 */
export function loadPools(catalog: ReadableCatalog, modelIds: readonly number[]): LoadedPools | null {
  const [first, ...others] = modelIds.map((modelId) => ({ modelId, read: readAll(catalog, modelId) }))
  if (first === undefined || first.read.ids.length === 0) return null
  const ids = Int32Array.from(first.read.ids).sort()
  const models = [first, ...others].flatMap(({ modelId, read }) => {
    const places = new Map(read.ids.map((id, place) => [id, place]))
    const covers = ids.every((id) => places.has(id))
    return covers ? [{ modelId, tokens: poolTokens(read, ids, places) }] : []
  })
  return { ids, models }
}

/** Changes whenever pools would be others. */
export const stampPools = (catalog: ReadableCatalog, modelIds: readonly number[]): string =>
  JSON.stringify(modelIds.map((modelId) => [modelId, stampEmbeddings(catalog, modelId)]))

function readAll(catalog: ReadableCatalog, modelId: number): Embeddings {
  const all: Embeddings = { ids: [], tokens: 1, rows: [] }
  const last = Number.MAX_SAFE_INTEGER
  for (let after = 0; ;) {
    const page = readEmbeddings(catalog, modelId, { after, last, limit: pageSize })
    for (const { imageId, tokens, embeddings } of page) {
      // Copied: SQLite's buffers start anywhere, floats must be aligned.
      const floats = new Float32Array(new Uint8Array(embeddings).buffer)
      if (all.rows.length > 0 && floats.length !== all.rows[0]!.length) continue
      all.tokens = tokens
      all.ids.push(imageId)
      all.rows.push(floats)
    }
    if (page.length < pageSize) return all
    after = page.at(-1)!.row
  }
}

function poolTokens(
  { rows: lists, tokens }: Embeddings,
  ids: Int32Array,
  places: Map<number, number>,
): ModelPools['tokens'] {
  const rows = ids.length
  const stride = lists[0]!.length
  const all = new Float32Array(rows * stride)
  for (const [row, id] of ids.entries()) all.set(lists[places.get(id)!]!, row * stride)
  const width = stride / tokens
  if (tokens > 1 || width <= widest)
    return Array.from({ length: tokens }, (_, token) => makePool(all, { rows, stride, from: token * width, width }))
  const pca = fitPca(all, stride, { components: reducedTo })
  const kept = pca.components.rows
  return [makePool(project(pca, all), { rows, stride: kept, from: 0, width: kept })]
}
