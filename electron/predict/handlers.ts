import type { ModelLibraryEvent } from '../model-library/events.ts'
import { findModel } from '../model-library/installed.ts'
import type { HandlersOf } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import type { predictCalls } from './calls.ts'
import { modelMeasuring } from './measure-models.ts'
import { startPrelabel } from './start-prelabel.ts'

/** Running models, and how fast they are here. */
export const predictHandlers = {
  async startPrelabel({ model, engine, as }, { service, data }) {
    await startPrelabel(service, { model: findModel(data.models, model), engine, as })
    return null
  },
  measureModels: ({ ids, engines }, context) => context.service.get(modelMeasuring).measure(ids, engines, context),
  async cancelMeasuring(_args, { service }) {
    await service.get(modelMeasuring).end()
    return null
  },
} satisfies HandlersOf<typeof predictCalls, ProjectEvent | ModelLibraryEvent>
