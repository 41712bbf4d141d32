import { listProblems } from '../catalog/queries/images.ts'
import { listJobs } from '../catalog/queries/jobs.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { findModel } from '../model-library/installed.ts'
import { getWorkspace } from './current.ts'
import type { Handlers } from './handler.ts'

/** Jobs of the project that is shown. */
export const jobHandlers = {
  async startPrelabel({ model, engine, as }, { data }) {
    await getWorkspace().startPrelabel({ model: findModel(data.models, model), engine, as }, data)
    return null
  },
  setThreshold({ threshold }, { emit }) {
    const workspace = getWorkspace()
    setSetting(workspace.writable(), 'threshold', threshold)
    emit({ type: 'changed' })
    return workspace.describe()
  },
  cancelJob({ id }) {
    getWorkspace().cancelByPerson(id)
    return null
  },
  listJobs: () => listJobs(getWorkspace().catalog),
  listProblems: () => getWorkspace().roots.all.flatMap(({ id }) => listProblems(getWorkspace().catalog, id)),
} satisfies Handlers
