import type { ReadableCatalog } from '../catalog/connection.ts'
import { listEmbedded, readEmbeddings, stampEmbeddings } from '../catalog/queries/embeddings.ts'
import { makePool } from './math/embedding-pool.ts'
import { fitPca, project } from './math/pca.ts'
import type { ModelPools } from './learner.ts'

/** Photos that are read at once. */
const pageSize = 2000
/**
 * External classifiers have some thousand numbers a photo: more than labels can say anything about. Tokens of DeiT, 768
 * at most, stay as they are: heads on them can be put into a model file.
 */
const [widest, reducedTo] = [1024, 256]

/** Photos, ascending by id, and what every model made of them. */
export interface LoadedPools {
  ids: Int32Array
  models: ModelPools[]
}

/** The photos with embeddings of one shape. */
interface Embedded {
  modelId: number
  /** Ascending. */
  ids: Int32Array
  tokens: number
  /** Floats of all tokens of a photo. */
  stride: number
}

/**
 * Reads the embeddings of these models. Photos are those of the first model; another one takes part where it has run on
 * all of them. Embeddings of two models are never mixed: each model has pools of its own. Beside the pools, memory is
 * taken for the embeddings of one model at a time.
 *
 * @returns null where the first model has no embeddings
 */
export function loadPools(catalog: ReadableCatalog, modelIds: readonly number[]): LoadedPools | null {
  const [first, ...others] = modelIds.map((modelId) => findEmbedded(catalog, modelId))
  if (first === undefined || first.ids.length === 0) return null
  const { ids } = first
  const covering = others.filter((other) => {
    const has = new Set(other.ids)
    return ids.every((id) => has.has(id))
  })
  const places = new Map(Array.from(ids, (id, row) => [id, row]))
  const models = [first, ...covering].map((model) => ({
    modelId: model.modelId,
    tokens: poolTokens(readInto(catalog, model, places), model, ids.length),
  }))
  return { ids, models }
}

/** Changes whenever pools would be others. */
export const stampPools = (catalog: ReadableCatalog, modelIds: readonly number[]): string =>
  JSON.stringify(modelIds.map((modelId) => [modelId, stampEmbeddings(catalog, modelId)]))

function findEmbedded(catalog: ReadableCatalog, modelId: number): Embedded {
  const all = listEmbedded(catalog, modelId)
  const { tokens, floats: stride } = all[0] ?? { tokens: 1, floats: 0 }
  const ids = all.flatMap(({ imageId, floats }) => (floats === stride ? [imageId] : []))
  return { modelId, ids: Int32Array.from(ids).sort(), tokens, stride }
}

/** Float32 [places, stride]; zeros where an embedding is gone by now. */
function readInto(
  catalog: ReadableCatalog,
  { modelId, stride }: Embedded,
  places: ReadonlyMap<number, number>,
): Float32Array {
  const all = new Float32Array(places.size * stride)
  const bytes = new Uint8Array(all.buffer)
  const last = Number.MAX_SAFE_INTEGER
  for (let after = 0; ;) {
    const page = readEmbeddings(catalog, modelId, { after, last, limit: pageSize })
    for (const { imageId, embeddings } of page) {
      const place = places.get(imageId)
      // As bytes: SQLite's buffers start anywhere, floats must be aligned.
      if (place !== undefined && embeddings.length === stride * 4) bytes.set(embeddings, place * stride * 4)
    }
    if (page.length < pageSize) return all
    after = page.at(-1)!.row
  }
}

function poolTokens(all: Float32Array, { tokens, stride }: Embedded, rows: number): ModelPools['tokens'] {
  const width = stride / tokens
  if (tokens > 1 || width <= widest)
    return Array.from({ length: tokens }, (_, token) => makePool(all, { rows, stride, from: token * width, width }))
  const pca = fitPca(all, stride, { components: reducedTo })
  const kept = pca.components.rows
  return [makePool(project(pca, all), { rows, stride: kept, from: 0, width: kept })]
}
