import { getWorkspace } from '../../project/current.ts'
import { compareModels, listOpinions, setSecondModel } from './comparison-model.ts'
import type { Handlers } from '../../project/handler.ts'

/** A second model beside the one in use. */
export const opinionHandlers = {
  listOpinions: (_args, { data }) => listOpinions(getWorkspace(), data),
  setSecondModel({ key }, { emit }) {
    const workspace = getWorkspace()
    setSecondModel(workspace, key)
    emit({ type: 'changed' })
    return workspace.describe()
  },
  compareModels: ({ filter }) => compareModels(getWorkspace(), filter),
} satisfies Handlers
