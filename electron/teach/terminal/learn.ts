import type { ReadableCatalog } from '../../catalog/connection.ts'
import { readView } from '../../catalog/queries/columns.ts'
import { getModel, listModels } from '../../catalog/queries/models.ts'
import { getSetting } from '../../catalog/queries/settings.ts'
import { countLabeledClasses, readTeachingLabels } from '../../catalog/queries/teaching.ts'
import { GlanceError } from '../../../models/errors.ts'
import { wilsonInterval } from '../../../models/statistics.ts'
import type { TaughtFigures } from '../calls.ts'
import { learnOnce, type LearnedOnce } from '../learn-once.ts'
import { choosesLabels, findObstacle } from '../learning-source.ts'
import { answersCounted } from '../math/trust.ts'

/** @throws GlanceError where labels do not tell classes apart: before any model is run */
export function checkLabels(catalog: ReadableCatalog): void {
  const classes = countLabeledClasses(catalog, 2)
  if (classes === 0)
    throw new GlanceError(
      'wrong-use',
      'No photo has a label.',
      'Label photos in the app, or give a CSV with the columns file_name and label.',
    )
  if (classes === 1)
    throw new GlanceError(
      'wrong-use',
      'All labels are of one class: there is nothing to tell apart.',
      'Label photos of another class, too.',
    )
}

/** @throws GlanceError where the project gives photos several labels */
export function checkLabelMode(catalog: ReadableCatalog): void {
  if (getSetting(catalog, 'multiLabel') === true)
    throw new GlanceError(
      'wrong-use',
      'Glance learns from one label per image, and this project allows several.',
      'Switch the project to one label per image.',
    )
}

/** Learns from the labels of a project. @throws GlanceError where that is not possible */
export async function learn(catalog: ReadableCatalog): Promise<LearnedOnce> {
  const { modelId } = readView(catalog)
  const model = (modelId === null ? null : getModel(catalog, modelId)?.key) ?? '–'
  if (findObstacle(catalog, modelId) === 'no-embeddings')
    throw new GlanceError('wrong-use', 'No photo has an embedding of {model}.', 'Choose another model.', {
      params: { model },
    })
  const once = await learnOnce(catalog)
  if (once !== null) return once
  throw new GlanceError(
    'wrong-use',
    'Fewer than two classes have labels of photos with an embedding of {model}.',
    'Photos that are missing or cannot be read have none.',
    { params: { model } },
  )
}

/** What the terminal says of it. */
export function describeLearned(catalog: ReadableCatalog, { learned, summary, model }: LearnedOnce): TaughtFigures {
  const { rows, right } = summary
  const interval = wilsonInterval(right, rows)
  const keys = new Map(listModels(catalog).map(({ id, key }) => [id, key]))
  return {
    models: learned.modelIds.map((id) => keys.get(id) ?? ''),
    photos: learned.top.reduce((sum, place) => sum + Number(place >= 0), 0),
    labels: learned.labels,
    unusedLabels: readTeachingLabels(catalog).length - learned.labels,
    classes: learned.classIds.length,
    leftOut: interval === null ? null : { rows, right, interval },
    answered: learned.answered,
    answersNeeded: answersCounted,
    estimate: learned.answered < answersCounted ? null : learned.estimate,
    margin: learned.margin,
    modelAlone: model === null ? null : { images: model.images, right: model.right },
    isBetter: choosesLabels('auto', { summary, model }),
  }
}
