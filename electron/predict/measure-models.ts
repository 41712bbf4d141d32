import { fileURLToPath } from 'node:url'
import { measureSpeed } from './model-speed.ts'
import { GlanceError, reasonOf } from '../../models/errors.ts'
import type { Measurement } from '../model-library/calls.ts'
import { findModel, type InstalledModel } from '../model-library/installed.ts'
import { describeMachine, keepMeasurement } from '../model-library/measurements.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { describeProvider, mayHaveGpu, openEngine } from '../../models/runtime/open-engine.ts'
import { defaultModelFile } from '../../models/registry.ts'
import type { ModelLibraryEvent } from '../model-library/events.ts'
import type { CallContext } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import { note } from '../project/note.ts'
import type { Resource } from '../project/resources.ts'
import type { Service } from '../project/service.ts'
import { type PageEngines, pageEngines } from './page-engines.ts'

type EngineName = Measurement['engine']

/** Percent: what a progress bar can show. */
const total = 100

/**
 * The measuring of models: one at a time, and ended where a job of the project begins,
 * because a person waits for the job.
 */
export class ModelMeasuring {
  readonly #service: Service
  readonly #warm = new Set<EngineName>()
  #current: { abort: AbortController; ended: Promise<unknown> } | null = null

  constructor(service: Service) {
    this.#service = service
  }

  /** The engines of this machine: the window's own only where its page has offered itself. */
  listEngines(): EngineName[] {
    return [
      'cpu',
      ...(mayHaveGpu() ? ['webgpu' as const] : []),
      ...(this.#service.get(pageEngines).hasOffer ? ['page' as const] : []),
    ]
  }

  /**
   * Times models on this machine, each on each engine that there is, and keeps the figures. Nothing else runs
   * meanwhile: a job of the project that is shown must have ended, and one that begins ends the measuring.
   *
   * @param models ids, or what `findModel` understands
   * @param engines all that there are where not given
   * @returns what was measured; what could not be is reported as a note
   * @throws GlanceError where something runs already; `cancelled` where it was ended, and what was measured until then
   * is kept; the first   reason where nothing could be measured
   */
  async measure(
    models: readonly string[],
    engines: readonly EngineName[] | undefined,
    context: MeasureContext,
  ): Promise<Measurement[]> {
    const service = this.#service
    if (this.#current !== null)
      throw new GlanceError('wrong-use', 'Models are already being measured.', 'Wait for it or cancel it.')
    if (service.shown?.isBusy === true)
      throw new GlanceError(
        'wrong-use',
        'A job is running and would distort the measurement.',
        'Wait for it or cancel it, then measure again.',
      )
    const abort = new AbortController()
    const work = measureAll(models, engines ?? this.listEngines(), this.#warm, {
      ...context,
      signal: AbortSignal.any([abort.signal, context.signal]),
    })
    this.#current = { abort, ended: work.catch(() => undefined) }
    const end = (): Promise<void> => this.end()
    service.beforeJobs.add(end)
    try {
      return await work
    } catch (error) {
      throw context.signal.aborted ? stopped() : error
    } finally {
      this.#current = null
      service.beforeJobs.delete(end)
      context.emit({ type: 'measuring', measuring: null })
      context.emit({ type: 'model-library' })
    }
  }

  /** Stops the measuring, if any, and waits until its engine is gone. */
  async end(): Promise<void> {
    const current = this.#current
    current?.abort.abort(stopped())
    await current?.ended
  }
}

export const modelMeasuring: Resource<Service, ModelMeasuring> = {
  make: (service) => new ModelMeasuring(service),
  close: (measuring) => measuring.end(),
}

type MeasureContext = CallContext<ProjectEvent | ModelLibraryEvent>

const stopped = (): GlanceError =>
  new GlanceError('cancelled', 'The measurement was cancelled.', 'Finished measurements are kept.')

async function measureAll(
  models: readonly string[],
  engines: readonly EngineName[],
  warm: Set<EngineName>,
  context: MeasureContext,
): Promise<Measurement[]> {
  const measured: Measurement[] = []
  let failure: Error | null = null
  for (const wanted of models) {
    for (const engine of engines) {
      try {
        const one = await measureOne(wanted, engine, warm, context)
        measured.push(one)
        keep(one, context)
      } catch (error) {
        context.signal.throwIfAborted()
        failure ??= error as Error
        // One that this machine cannot run on that engine says nothing of the others.
        context.emit(
          note('{model} was not measured on {engine}: {reason}', { model: wanted, engine, reason: reasonOf(error) }),
        )
      }
    }
  }
  if (measured.length === 0 && failure !== null) throw failure
  return measured
}

function keep(one: Measurement, { data, emit }: MeasureContext): void {
  try {
    keepMeasurement(data, one)
    emit({ type: 'model-library' })
  } catch (error) {
    // A read-only data folder still measures.
    emit(note('Measurements cannot be saved: {reason}', { reason: reasonOf(error) }))
  }
}

async function measureOne(
  wanted: string,
  engine: EngineName,
  warm: Set<EngineName>,
  context: MeasureContext,
): Promise<Measurement> {
  const { service, data, emit, signal } = context
  const page = service.get(pageEngines)
  const {
    id,
    metadata: {
      preprocessing: { size },
    },
  } = findModel(data.models, wanted)
  const report = (share: number): void =>
    emit({ type: 'measuring', measuring: { modelId: id, engine, done: Math.round(share * total), total } })
  // The page's worker begins when it receives the event: not before there is something to do.
  if (engine !== 'page') report(0)
  await warmUp(engine, warm, context)
  let description = ''
  const open = async (): Promise<Engine> => {
    const opened = await openAsARunDoes(findModel(data.models, id), engine, page)
    description = engine === 'page' ? opened.description : describeProvider(engine)
    if (engine === 'page') report(0)
    return opened
  }
  const speed = await measureSpeed(open, { size, signal, onProgress: report }).finally(() => {
    if (engine === 'page') page.close()
  })
  return {
    modelId: id,
    engine,
    description,
    imagesPerSecond: speed.imagesPerSecond,
    loadSeconds: speed.loadSeconds,
    // The window's memory is not this process's.
    memory: engine === 'page' ? null : speed.memory,
    measuredAt: Date.now(),
    machine: describeMachine(),
  }
}

/**
 * Loads an engine's runtime by the embedded model:
 * it takes some 150 MB and its time once a process, whichever model comes first.
 */
async function warmUp(engine: EngineName, warm: Set<EngineName>, { data }: MeasureContext): Promise<void> {
  if (engine === 'page' || warm.has(engine) || (engine === 'webgpu' && !mayHaveGpu())) return
  warm.add(engine)
  const small = await openEngine(findModel(data.models, fileURLToPath(defaultModelFile)), {
    provider: engine,
    wanted: 'labels',
  })
  await small.dispose()
}

/** With the graph and the batches of a pre-label run. */
async function openAsARunDoes(model: InstalledModel, engine: EngineName, page: PageEngines): Promise<Engine> {
  const wanted = hasAttention(model.metadata) ? 'maps' : 'labels'
  if (engine === 'webgpu' && !mayHaveGpu())
    throw new GlanceError('engine-failed', 'No GPU was found.', 'Measure it on another engine.')
  return engine === 'page' ? page.open(model, wanted) : await openEngine(model, { provider: engine, wanted })
}
