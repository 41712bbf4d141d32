import { projectIndex } from '../library/project-index.ts'
import type { Filter } from '../library/filters/index.ts'
import { walkIds } from '../library/walk-ids.ts'
import { readRollouts } from '../catalog/queries/rollouts.ts'
import { GlanceError } from '../../models/errors.ts'
import type { MeanMaps } from './calls.ts'
import { MapSums } from './map-sums.ts'
import type { Service } from '../project/service.ts'

/** Rollouts read at once: a few milliseconds, after which others have their turn. */
const pageRows = 256

/** Mean maps of the photos that pass and have maps of the model in use; null where there is none. */
export async function readMeanMaps(service: Service, filter: Filter): Promise<MeanMaps | null> {
  const { project } = service
  const { catalog, model } = project
  if (model === null) return null
  let sums: MapSums | null = null
  let [tokens, bytes] = [0, 0]
  const check = (): void => {
    if (project !== service.shown) throw new GlanceError('cancelled', 'Another project was opened.')
  }
  for await (const ids of walkIds(project.get(projectIndex), { filter, that: 'have maps', limit: pageRows, check })) {
    for (const [id, tokensOfOne, rollout] of readRollouts(catalog, model.id, ids)) {
      if (sums === null) {
        ;[tokens, bytes] = [tokensOfOne, rollout.length]
        sums = new MapSums(tokens, bytes / tokens)
      }
      // A model has one shape; whatever has another cannot be laid upon the rest.
      if (tokensOfOne === tokens && rollout.length === bytes) sums.add(id, rollout)
    }
  }
  return sums?.read() ?? null
}
