import { hasEmbeddings } from '../catalog/queries/embeddings.ts'
import type { z } from 'zod'
import type { Filter } from '../library/filters/index.ts'
import { projectIndex } from '../library/project-index.ts'
import { walkIds } from '../library/walk-ids.ts'
import type { SimilarImages, similarityCalls } from './calls.ts'
import { GlanceError } from '../../models/errors.ts'
import type { LayoutOptions } from './layout.ts'
import { findNearDuplicates, makeEmbeddingMap } from './jobs.ts'
import { SimilarSearch } from './search.ts'
import { noEmbeddings, type Source } from './store.ts'
import type { Project } from '../project/project.ts'
import type { Resource } from '../project/resources.ts'

/** A thread with the vectors in memory, while the project is open. */
const search: Resource<Project, SimilarSearch> = {
  make: () => new SimilarSearch(),
  close: (made) => made.close(),
}

/** The embeddings of the model whose predictions are shown. */
function findSource({ catalog, model }: Project): Source {
  const has = model === null ? null : hasEmbeddings(catalog, model.id)
  if (model === null || has === null)
    throw new GlanceError('wrong-use', 'No model has run on the photos yet.', 'Pre-label first.')
  if (!has) throw noEmbeddings()
  return { place: catalog.db.name, modelId: model.id }
}

/** The photos most like one, among those that pass the filter. */
export async function searchSimilar(
  project: Project,
  { id, filter, limit }: z.output<typeof similarityCalls.findSimilar>,
): Promise<SimilarImages> {
  const source = findSource(project)
  const isAll = Object.keys(filter).length === 0
  return project
    .get(search)
    .find(source, id, { limit, ...(isAll ? {} : { among: await listPassing(project, filter) }) })
}

async function listPassing(project: Project, filter: Filter): Promise<number[]> {
  const passing: number[] = []
  for await (const ids of walkIds(project.get(projectIndex), { filter, that: 'can be read', limit: 20_000 }))
    for (const id of ids) passing.push(id)
  return passing
}

/** Looks for near-duplicates in the background. */
export async function startNearDuplicates(project: Project, threshold: number): Promise<void> {
  const { modelId } = findSource(project)
  await project.jobs.waitForTurn()
  project.startJob('near-duplicates', ({ catalog, emit, signal }) =>
    findNearDuplicates({ catalog, modelId, emit, signal }, threshold),
  )
}

/** Makes the map of the embeddings in the background. */
export async function startEmbeddingMap(project: Project, layout: LayoutOptions): Promise<void> {
  const { modelId } = findSource(project)
  await project.jobs.waitForTurn()
  project.startJob('embedding-map', ({ catalog, emit, signal }) =>
    makeEmbeddingMap({ catalog, modelId, emit, signal }, layout),
  )
}
