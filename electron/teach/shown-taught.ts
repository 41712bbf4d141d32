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
      return shown.get(shownSource).taught
    }
    const choice = readChoice(catalog)
    if (choice === 'model') return null
    const once = await learnOnce(catalog)
    return once !== null && choosesLabels(choice, once) ? once.taught : null
  }
