import { projectIndex } from '../project-index.ts'
import type { Filter } from '../filters/index.ts'
import { compareModels as compare } from './compare.ts'
import { listModels } from '../../catalog/queries/models.ts'
import { countPredictions } from '../../catalog/queries/prediction-counts.ts'
import { setSetting } from '../../catalog/queries/settings.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { ModelComparison, ComparisonModel } from './calls.ts'
import type { DataFolder } from '../../project/data-folder.ts'
import { listInstalled } from '../../model-library/installed.ts'
import type { Project } from '../../project/project.ts'

/** Models that predicted in the project, those with the most images first. */
export function listComparisonModels({ catalog }: Project, { models }: DataFolder): ComparisonModel[] {
  const images = countPredictions(catalog)
  const installed = new Set(listInstalled(models, () => undefined).map(({ id }) => id))
  return listModels(catalog)
    .filter(({ id }) => images.has(id))
    .map(({ id, key }) => ({ key, images: images.get(id)!, isInstalled: installed.has(key) }))
    .sort((one, other) => other.images - one.images || (one.key < other.key ? -1 : 1))
}

/**
 * Chooses the comparison model; null for none.
 * @throws GlanceError where the model never predicted here, or is the one in use
 */
export function setSecondModel(project: Project, key: string | null): void {
  if (key !== null) {
    if (key === project.model?.key)
      throw new GlanceError(
        'wrong-use',
        '{key} is the model in use: it cannot be the comparison model.',
        'Choose another model.',
        { params: { key } },
      )
    if (listModels(project.catalog).every((model) => model.key !== key))
      throw new GlanceError(
        'not-found',
        '{key} has no predictions in this project.',
        'Run it as the comparison model first.',
        { params: { key } },
      )
  }
  setSetting(project.writable(), 'secondModelKey', key)
}

/** Both models over the photos that pass; null where there is no comparison model. */
export function compareModels(project: Project, filter: Filter): ModelComparison | null {
  const [first, second] = [project.model, project.secondModel]
  if (first === null || second === null) return null
  const found = compare(project.get(projectIndex), filter)
  return found && { first: first.key, second: second.key, ...found }
}
