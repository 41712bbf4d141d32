import { measureAccuracy } from '../library/comparison/accuracy.ts'
import { findWorkspace, getWorkspace } from '../project/current.ts'
import { endMeasuring, measureModels } from './measure-models.ts'
import type { Handlers } from '../project/handler.ts'

/** What models are worth here. */
export const measureHandlers = {
  measureModels: ({ ids, engines }, context) => measureModels(ids, engines, context),
  async cancelMeasuring() {
    await endMeasuring()
    return null
  },
  measureAccuracy() {
    const workspace = getWorkspace()
    return measureAccuracy(workspace.catalog, () => findWorkspace() === workspace)
  },
} satisfies Handlers
