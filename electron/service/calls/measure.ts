import { measureAccuracy } from '../accuracy.ts'
import { findWorkspace, getWorkspace } from '../current.ts'
import { endMeasuring, measureModels } from '../measure.ts'
import type { Handlers } from './handler.ts'

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
