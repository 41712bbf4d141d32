import { hasEmbeddings, readEmbeddingMap } from '../catalog/queries/embeddings.ts'
import { GlanceError } from '../../models/errors.ts'
import type { SimilarImages } from '../library/overview-calls.ts'
import type { LayoutOptions } from './layout.ts'
import { findNearDuplicates, makeEmbeddingMap } from './jobs.ts'
import { SimilarSearch } from './search.ts'
import { noEmbeddings, type Source } from './store.ts'
import type { Workspace } from '../project/project.ts'

const search = new SimilarSearch()

/** Gives back the vectors' memory, and the file that they are read from. */
export const closeSearch = (): Promise<void> => search.close()

/** The embeddings of the model whose guesses are shown. */
function findSource({ catalog, model }: Workspace): Source {
  const has = model === null ? null : hasEmbeddings(catalog, model.id)
  if (model === null || has === null)
    throw new GlanceError('wrong-use', 'No model has run on the photos yet.', 'Pre-label first.')
  if (!has) throw noEmbeddings()
  return { place: catalog.db.name, modelId: model.id }
}

/** The photos most like one. */
export const searchSimilar = (workspace: Workspace, id: number, limit: number): Promise<SimilarImages> =>
  search.find(findSource(workspace), id, limit)

/** Looks for near-duplicates in the background. */
export async function startNearDuplicates(workspace: Workspace, threshold: number): Promise<void> {
  const { modelId } = findSource(workspace)
  await workspace.waitForTurn()
  workspace.startJob('near-duplicates', ({ catalog, emit, signal }) =>
    findNearDuplicates({ catalog, modelId, emit, signal }, threshold),
  )
}

/** Makes the map of the embeddings in the background. */
export async function startEmbeddingMap(workspace: Workspace, layout: LayoutOptions): Promise<void> {
  const { modelId } = findSource(workspace)
  await workspace.waitForTurn()
  workspace.startJob('embedding-map', ({ catalog, emit, signal }) =>
    makeEmbeddingMap({ catalog, modelId, emit, signal }, layout),
  )
}

/** The map as the page fetches it: uint32 count, int32 ids [count], float32 x [count], float32 y [count]; null where there is none. */
export function packEmbeddingMap({ catalog, model }: Workspace): Uint8Array<ArrayBuffer> | null {
  const map = model === null ? null : readEmbeddingMap(catalog, model.id)
  const count = map?.ids.length ?? 0
  if (map === null || count === 0) return null
  const bytes = new ArrayBuffer(4 * (1 + 3 * count))
  new Uint32Array(bytes, 0, 1)[0] = count
  new Int32Array(bytes, 4, count).set(map.ids)
  new Float32Array(bytes, 4 * (1 + count), count).set(map.x)
  new Float32Array(bytes, 4 * (1 + 2 * count), count).set(map.y)
  return new Uint8Array(bytes)
}
