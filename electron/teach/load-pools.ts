import type { ReadableCatalog } from '../catalog/connection.ts'
import { type EmbeddedImages, listEmbedded, readEmbeddingsOf, stampEmbeddings } from '../catalog/queries/embeddings.ts'
import { makePools } from './math/embedding-pool.ts'
import type { EmbeddingSource } from './math/embedding-source.ts'
import { fitPca, projectSource } from './math/pca.ts'
import type { ModelPools } from './learner.ts'

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
interface Embedded extends EmbeddedImages {
  modelId: number
}

/**
 * Reads the embeddings of these models. Photos are those of the first model; another one takes part where it has run on
 * all of them. Embeddings of two models are never mixed: each model has pools of its own. Beside the pools, memory is
 * taken for a page of embeddings.
 *
 * @returns null where the first model has no embeddings
 */
export function loadPools(catalog: ReadableCatalog, modelIds: readonly number[]): LoadedPools | null {
  const [first, ...others] = modelIds.map((modelId) => findEmbedded(catalog, modelId))
  if (first == null) return null
  const { ids } = first
  const covering = others.filter((other): other is Embedded => other !== null && covers(other.ids, ids))
  const models = [first, ...covering].map(({ modelId, tokens, floats }) => ({
    modelId,
    tokens: poolTokens(readFrom(catalog, { modelId, ids, floats }), tokens),
  }))
  return { ids, models }
}

/** Changes whenever pools would be others. */
export const stampPools = (catalog: ReadableCatalog, modelIds: readonly number[]): string =>
  JSON.stringify(modelIds.map((modelId) => [modelId, stampEmbeddings(catalog, modelId)]))

function findEmbedded(catalog: ReadableCatalog, modelId: number): Embedded | null {
  const embedded = listEmbedded(catalog, modelId)
  return embedded && { modelId, ...embedded }
}

/** Whether every one of `ids` is among `all`; both ascend. */
function covers(all: Int32Array, ids: Int32Array): boolean {
  let at = 0
  return ids.every((id) => {
    while (at < all.length && all[at]! < id) at++
    return all[at] === id
  })
}

/** The embeddings in a catalog; zeros where one is gone by now or has another length. */
const readFrom = (
  catalog: ReadableCatalog,
  { modelId, ids, floats }: Pick<Embedded, 'modelId' | 'ids' | 'floats'>,
): EmbeddingSource => ({
  rows: ids.length,
  stride: floats,
  read: (rows) => {
    const values = new Float32Array(rows.length * floats)
    const bytes = new Uint8Array(values.buffer)
    const found = readEmbeddingsOf(
      catalog,
      modelId,
      rows.map((row) => ids[row]!),
    )
    // As bytes: SQLite's buffers start anywhere, floats must be aligned.
    for (const { place, embeddings } of found)
      if (embeddings.length === floats * 4) bytes.set(embeddings, place * floats * 4)
    return values
  },
})

function poolTokens(source: EmbeddingSource, tokens: number): ModelPools['tokens'] {
  if (tokens > 1 || source.stride <= widest) return makePools(source, tokens)
  return makePools(projectSource(fitPca(source, { components: reducedTo }), source), 1)
}
