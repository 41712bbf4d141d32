import type { HandlersOf } from '../../project/context.ts'
import { describeProject } from '../../project/describe-project.ts'
import { measureAccuracy } from './accuracy.ts'
import type { comparisonCalls } from './calls.ts'
import { compareModels, listComparisonModels, setSecondModel } from './comparison-model.ts'

/** The comparison model, and how often each model is right. */
export const comparisonHandlers = {
  listComparisonModels: (_args, { service, data }) => listComparisonModels(service.project, data),
  setSecondModel({ key }, { service: { project }, emit }) {
    setSecondModel(project, key)
    emit({ type: 'changed' })
    return describeProject(project)
  },
  compareModels: ({ filter }, { service }) => compareModels(service.project, filter),
  measureAccuracy(_args, { service }) {
    const { project } = service
    return measureAccuracy(project.catalog, () => service.shown === project)
  },
} satisfies HandlersOf<typeof comparisonCalls>
