import { readView } from '../catalog/queries/columns.ts'
import { measureSureFrom } from '../catalog/queries/sure-from.ts'
import type { ExportedPredictions } from '../formats/export.ts'
import { realFolder } from '../project/locate-project.ts'
import type { Service } from '../project/service.ts'
import { shownSource } from '../project/taught.ts'
import { learnOnce } from './learn-once.ts'
import { choosesLabels, readChoice } from './learning-source.ts'
import { teaching } from './teaching.ts'

/**
 * What a project shows that was learned from its labels, for an export: of the project that the service shows once
 * every label is learned, of any other one by learning from it here. The same project gives the same predictions.
 */
export const findShownTaught =
  (service: Pick<Service, 'shown'>): ExportedPredictions =>
  async (catalog) => {
    const { shown } = service
    if (shown !== null && realFolder(shown.catalog.file) === realFolder(catalog.file)) {
      await shown.get(teaching).complete()
      return shown.get(shownSource)
    }
    const choice = readChoice(catalog)
    const once = choice === 'model' ? null : await learnOnce(catalog)
    if (once !== null && choosesLabels(choice, once)) return { taught: once.taught, sureFrom: once.summary.sureFrom }
    const { modelId } = readView(catalog)
    return { taught: null, sureFrom: modelId === null ? null : measureSureFrom(catalog, modelId) }
  }
