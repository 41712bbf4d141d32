import { measureSpeed } from '../bench/model-speed.ts'
import { GlanceError } from '../contract/errors.ts'
import type { Measurement } from '../contract/shelf.ts'
import { findModel, type InstalledModel } from '../import/installed.ts'
import { describeMachine, keepMeasurement } from '../import/measurements.ts'
import { hasAttention } from '../../models/inference/engine-model.ts'
import type { Engine } from '../../models/inference/engine.ts'
import { mayHaveGpu, openEngine } from '../../models/inference/open-engine.ts'
import { findWorkspace } from './current.ts'
import { pageEngines } from './page-engine.ts'
import type { CallContext } from './service.ts'

type EngineName = Measurement['engine']

/** Percent: what a progress bar can show. */
const total = 100

let current: { abort: AbortController; ended: Promise<unknown> } | null = null

/**
 * Times models on this machine, each on each engine that there is, and keeps the figures. Nothing else runs meanwhile: a job of the project
 * that is shown must have ended, and one that begins ends the measuring (`endMeasuring`), because a person waits for it.
 *
 * @throws GlanceError where something runs already, `cancelled` where it was ended; what was measured until then is kept
 */
export async function measureModels(models: readonly string[], engines: readonly EngineName[] | undefined, context: CallContext): Promise<Measurement[]> {
  if (current !== null) throw new GlanceError('wrong-use', 'Models are being measured already.', 'Wait for it or cancel it.')
  if (findWorkspace()?.isBusy === true) throw new GlanceError('wrong-use', 'A job is under way: it would slow down what is measured.', 'Wait for it or cancel it, then measure again.')
  const abort = new AbortController()
  const work = measureAll(models, engines ?? listEngines(), { ...context, signal: AbortSignal.any([abort.signal, context.signal]) })
  current = { abort, ended: work.catch(() => undefined) }
  try {
    return await work
  } finally {
    current = null
    context.emit({ type: 'measuring', measuring: null })
    context.emit({ type: 'shelf' })
  }
}

/** Stops the measuring, if any, and waits until its engine is gone. */
export async function endMeasuring(): Promise<void> {
  current?.abort.abort(new GlanceError('cancelled', 'The measuring was stopped.', 'What was measured until then is kept.'))
  await current?.ended
}

/** The engines of this machine: the window's own only where its page has offered itself. */
export const listEngines = (): EngineName[] =>
  ['cpu', ...(mayHaveGpu() ? ['webgpu' as const] : []), ...(pageEngines.hasOffer ? ['page' as const] : [])]

async function measureAll(models: readonly string[], engines: readonly EngineName[], context: CallContext): Promise<Measurement[]> {
  const measured: Measurement[] = []
  for (const wanted of models) {
    const model = findModel(context.data.models, wanted)
    for (const engine of engines) {
      try {
        const one = await measureOne(model.id, engine, context)
        keepMeasurement(context.data, one)
        measured.push(one)
        context.emit({ type: 'shelf' })
      } catch (error) {
        context.signal.throwIfAborted()
        // One that this machine cannot run on that engine says nothing of the others.
        context.emit({ type: 'note', text: `${model.id} was not measured on ${engine}: ${(error as Error).message}` })
      }
    }
  }
  return measured
}

async function measureOne(id: string, engine: EngineName, { data, emit, signal }: CallContext): Promise<Measurement> {
  const tell = (share: number): void => emit({ type: 'measuring', measuring: { modelId: id, engine, done: Math.round(share * total), total } })
  // The page's worker begins when it hears of it: not before there is something to do.
  if (engine !== 'page') tell(0)
  const { size } = findModel(data.models, id).metadata.preprocessing
  let description = ''
  const open = async (): Promise<Engine> => {
    const opened = await openAsARunDoes(findModel(data.models, id), engine)
    description = opened.description
    if (engine === 'page') tell(0)
    return opened
  }
  const speed = await measureSpeed(open, { size, signal, onProgress: tell }).finally(() => { if (engine === 'page') pageEngines.close() })
  return {
    modelId: id, engine, description, imagesPerSecond: speed.imagesPerSecond, loadSeconds: speed.loadSeconds,
    // The window's memory is not this process's.
    memory: engine === 'page' ? null : speed.memory, measuredAt: Date.now(), machine: describeMachine(),
  }
}

/** With the graph and the batches of a pre-label run. */
function openAsARunDoes(model: InstalledModel, engine: EngineName): Promise<Engine> {
  const wanted = hasAttention(model.metadata) ? 'maps' : 'labels'
  return engine === 'page' ? Promise.resolve(pageEngines.open(model, wanted)) : openEngine(model, { provider: engine, wanted })
}
