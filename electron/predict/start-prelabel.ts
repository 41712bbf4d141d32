import type { ModelRank } from '../catalog/rows.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import type { Root } from '../catalog/queries/roots.ts'
import { GlanceError, isModelError, reasonOf } from '../../models/errors.ts'
import type { InstalledModel } from '../model-library/installed.ts'
import type { JobContext } from '../project/jobs.ts'
import { note } from '../project/note.ts'
import type { Project } from '../project/project.ts'
import type { Service } from '../project/service.ts'
import { inferTodo } from './infer-todo.ts'
import { pageEngines } from './page-engines.ts'

/**
 * What takes over where an engine fails: the page was closed or its GPU was lost, and the service's own engine does the
 * rest; nothing native runs here, and the page's WebAssembly does. What a person chose is not replaced.
 */
const fallbacks = { page: 'auto', auto: 'page', cpu: null, webgpu: null, wasm: null } as const

/** What a run is started with. */
export interface PrelabelRequest {
  model: InstalledModel
  engine: keyof typeof fallbacks
  as: ModelRank
}

/**
 * Runs a model over what it has not seen yet, to be the project's or the comparison model. Starts it and returns:
 * the job's events report the rest.
 */
export async function startPrelabel(service: Service, request: PrelabelRequest): Promise<void> {
  const { model, as } = request
  const { project } = service
  const catalog = project.writable()
  // What there is to do is known only after the scan.
  await project.jobs.waitForTurn(project.jobs.running === 'prelabel' ? 'Pre-labeling is already running.' : undefined)
  await project.roots.look()
  const { all, present } = project.roots
  if (present.length === 0)
    throw new GlanceError(
      'not-found',
      '{path} was not found.',
      'Connect its drive, or choose where the folder is now.',
      { params: { path: all.map(({ path }) => path).join(', ') } },
    )
  if (as === 'second') refuseSecond(project, model)
  project.startJob('prelabel', async (context) => {
    // Only here: of two that are asked for at once, one is refused, and must leave nothing to resume.
    setSetting(catalog, 'unfinished', model.id)
    setSetting(catalog, 'unfinishedAs', as)
    try {
      await prelabel(service, project, present, request, context)
    } finally {
      // Only a run that was stopped from outside resumes by itself; one that failed would fail again and again.
      if (!context.signal.aborted) setSetting(catalog, 'unfinished', null)
    }
  })
}

function refuseSecond(project: Project, model: InstalledModel): void {
  if (project.model === null)
    throw new GlanceError('wrong-use', 'There are no predictions to compare with yet.', 'Pre-label first.')
  if (project.model.key === model.id)
    throw new GlanceError(
      'wrong-use',
      '{model} is the model in use: it cannot be the comparison model.',
      'Choose another model.',
      { params: { model: model.id } },
    )
}

async function prelabel(
  service: Service,
  project: Project,
  roots: readonly Root[],
  { model, engine, as }: PrelabelRequest,
  { catalog, emit, signal }: JobContext,
): Promise<void> {
  const modelId = ensureModel(catalog, model.id, model.metadata.labels)
  const subject = { roots, modelId, model }
  const args = { maps: true, thumbnails: true, as }
  const page = service.get(pageEngines)
  // The page may be gone already, and no one else answers for its engine.
  const fail = (): void => page.current?.engine.fail('Glance is closing.')
  project.closing.addEventListener('abort', fail)
  try {
    await inferTodo(catalog, subject, { ...args, engine }, { service, emit, signal })
  } catch (error) {
    const other = fallbacks[engine]
    if (other === null || (other === 'page' && !page.hasOffer) || signal.aborted || !isModelError(error)) throw error
    emit(note('{reason} Another engine takes over.', { reason: reasonOf(error) }))
    await inferTodo(catalog, subject, { ...args, engine: other }, { service, emit, signal })
  } finally {
    project.closing.removeEventListener('abort', fail)
  }
}
