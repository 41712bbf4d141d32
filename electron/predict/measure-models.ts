import { fileURLToPath } from 'node:url'
import { measureSpeed } from './model-speed.ts'
import { GlanceError } from '../../models/errors.ts'
import type { Measurement } from '../model-library/calls.ts'
import { findModel, type InstalledModel } from '../model-library/installed.ts'
import { describeMachine, keepMeasurement } from '../model-library/measurements.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { describeProvider, mayHaveGpu, openEngine } from '../../models/runtime/open-engine.ts'
import { defaultModelFile } from '../../models/registry.ts'
import { findWorkspace } from '../project/current.ts'
import { pageEngines } from './page-engines.ts'
import type { CallContext } from '../api/dispatch.ts'

type EngineName = Measurement['engine']

/** Percent: what a progress bar can show. */
const total = 100

let current: { abort: AbortController; ended: Promise<unknown> } | null = null

/**
 * Times models on this machine, each on each engine that there is, and keeps the figures. Nothing else runs meanwhile: a job of the project
 * that is shown must have ended, and one that begins ends the measuring (`endMeasuring`), because a person waits for it.
 *
 * @param models ids, or what `findModel` understands
 * @param engines all that there are where not given
 * @returns what was measured; what could not be is told as a note
 * @throws GlanceError where something runs already; `cancelled` where it was ended, and what was measured until then is kept; the first
 *   reason where nothing could be measured
 */
export async function measureModels(
  models: readonly string[],
  engines: readonly EngineName[] | undefined,
  context: CallContext,
): Promise<Measurement[]> {
  if (current !== null)
    throw new GlanceError('wrong-use', 'Models are already being measured.', 'Wait for it or cancel it.')
  if (findWorkspace()?.isBusy === true)
    throw new GlanceError(
      'wrong-use',
      'A job is running and would distort the measurement.',
      'Wait for it or cancel it, then measure again.',
    )
  const abort = new AbortController()
  const work = measureAll(models, engines ?? listEngines(), {
    ...context,
    signal: AbortSignal.any([abort.signal, context.signal]),
  })
  current = { abort, ended: work.catch(() => undefined) }
  try {
    return await work
  } catch (error) {
    throw context.signal.aborted ? stopped() : error
  } finally {
    current = null
    context.emit({ type: 'measuring', measuring: null })
    context.emit({ type: 'shelf' })
  }
}

export const isMeasuring = (): boolean => current !== null

/** Stops the measuring, if any, and waits until its engine is gone. */
export async function endMeasuring(): Promise<void> {
  current?.abort.abort(stopped())
  await current?.ended
}

const stopped = (): GlanceError =>
  new GlanceError('cancelled', 'The measurement was cancelled.', 'Finished measurements are kept.')

/** The engines of this machine: the window's own only where its page has offered itself. */
export const listEngines = (): EngineName[] => [
  'cpu',
  ...(mayHaveGpu() ? ['webgpu' as const] : []),
  ...(pageEngines.hasOffer ? ['page' as const] : []),
]

async function measureAll(
  models: readonly string[],
  engines: readonly EngineName[],
  context: CallContext,
): Promise<Measurement[]> {
  const measured: Measurement[] = []
  let failure: Error | null = null
  for (const wanted of models) {
    for (const engine of engines) {
      try {
        const one = await measureOne(wanted, engine, context)
        measured.push(one)
        keep(one, context)
      } catch (error) {
        context.signal.throwIfAborted()
        failure ??= error as Error
        // One that this machine cannot run on that engine says nothing of the others.
        context.emit({ type: 'note', text: `${wanted} was not measured on ${engine}: ${(error as Error).message}` })
      }
    }
  }
  if (measured.length === 0 && failure !== null) throw failure
  return measured
}

function keep(one: Measurement, { data, emit }: CallContext): void {
  try {
    keepMeasurement(data, one)
    emit({ type: 'shelf' })
  } catch (error) {
    emit({ type: 'note', text: `Measurements cannot be saved: ${(error as Error).message}` }) // a read-only data folder still measures
  }
}

async function measureOne(wanted: string, engine: EngineName, context: CallContext): Promise<Measurement> {
  const { data, emit, signal } = context
  const {
    id,
    metadata: {
      preprocessing: { size },
    },
  } = findModel(data.models, wanted)
  const tell = (share: number): void =>
    emit({ type: 'measuring', measuring: { modelId: id, engine, done: Math.round(share * total), total } })
  // The page's worker begins when it hears of it: not before there is something to do.
  if (engine !== 'page') tell(0)
  await warmUp(engine, context)
  let description = ''
  const open = async (): Promise<Engine> => {
    const opened = await openAsARunDoes(findModel(data.models, id), engine)
    description = engine === 'page' ? opened.description : describeProvider(engine)
    if (engine === 'page') tell(0)
    return opened
  }
  const speed = await measureSpeed(open, { size, signal, onProgress: tell }).finally(() => {
    if (engine === 'page') pageEngines.close()
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

/** Engines whose runtime is loaded. */
const warm = new Set<EngineName>()

/** Loads an engine's runtime by the embedded model: it takes some 150 MB and its time once a process, whichever model comes first. */
async function warmUp(engine: EngineName, { data }: CallContext): Promise<void> {
  if (engine === 'page' || warm.has(engine) || (engine === 'webgpu' && !mayHaveGpu())) return
  warm.add(engine)
  const small = await openEngine(findModel(data.models, fileURLToPath(defaultModelFile)), {
    provider: engine,
    wanted: 'labels',
  })
  await small.dispose()
}

/** With the graph and the batches of a pre-label run. */
async function openAsARunDoes(model: InstalledModel, engine: EngineName): Promise<Engine> {
  const wanted = hasAttention(model.metadata) ? 'maps' : 'labels'
  if (engine === 'webgpu' && !mayHaveGpu())
    throw new GlanceError('engine-failed', 'No GPU was found.', 'Measure it on another engine.')
  return engine === 'page' ? pageEngines.open(model, wanted) : await openEngine(model, { provider: engine, wanted })
}
