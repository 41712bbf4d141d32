import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { ServiceEvent } from '../api/events.ts'
import { dirname, join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import type { InferenceJob } from './page-messages.ts'
import { locateData } from '../project/data-folder.ts'
import { install } from '../model-library/installed.ts'
import { describeMachine, readMeasurements } from '../model-library/measurements.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { openNodeEngine } from '../../models/runtime/node-engine.ts'
import { encodeOutput } from '../../models/runtime/wire.ts'
import type { CallContext } from '../project/context.ts'
import { Service } from '../project/service.ts'
import { modelMeasuring } from './measure-models.ts'
import { answerInference } from './page-batches.ts'
import { pageEngines } from './page-engines.ts'
import { TestService } from '../test-support/service.ts'

const opened: Service[] = []
const makeContext = () => {
  const data = locateData({ GLANCE_DATA: makeTempFolder() })
  const events: ServiceEvent[] = []
  const service = new Service(data)
  opened.push(service)
  return {
    service,
    data,
    events,
    emit: (event: ServiceEvent) => void events.push(event),
    signal: new AbortController().signal,
  }
}

afterEach(async () => {
  for (const service of opened.splice(0)) await service.close()
})

const measureModels = (
  ids: string[],
  engines: ('cpu' | 'webgpu' | 'page')[] | undefined,
  context: CallContext<ServiceEvent>,
) => context.service.get(modelMeasuring).measure(ids, engines, context)

test(
  'a model is timed, reported and kept; once more, and the new figure takes the place of the old one',
  { timeout: 60_000 },
  async () => {
    const context = makeContext()
    const { id } = install(context.data.models, makeModelFile('tiny'))
    const [first] = await measureModels([id], ['cpu'], context)
    expect(first).toMatchObject({ modelId: id, engine: 'cpu', machine: describeMachine() })
    expect(first!.imagesPerSecond).toBeGreaterThan(0)
    expect(first!.description).toBe('native CPU')
    expect(readMeasurements(context.data)).toEqual([first])
    const reported = context.events.filter((event) => event.type === 'measuring')
    expect(reported.at(0)?.measuring).toEqual({ modelId: id, engine: 'cpu', done: 0, total: 100 })
    expect(reported.at(-1)?.measuring).toBeNull()
    expect(reported.map(({ measuring }) => measuring?.done ?? 100)).toEqual(
      reported.map(({ measuring }) => measuring?.done ?? 100).toSorted((one, other) => one - other),
    )

    const [second] = await measureModels([id], ['cpu'], context)
    expect(readMeasurements(context.data)).toEqual([second])
  },
)

test('a second measuring is refused during one; one that is ended says so', async () => {
  const context = makeContext()
  const { id } = install(context.data.models, makeModelFile('tiny'))
  const measuring = measureModels([id], undefined, context)
  await expect(measureModels([id], undefined, context)).rejects.toMatchObject({ code: 'wrong-use' })
  const refused = expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
  await context.service.get(modelMeasuring).end()
  await refused
  expect(readMeasurements(context.data)).toEqual([])
})

test('Ctrl-C ends it as one that was cancelled', async () => {
  const context = makeContext()
  const { id } = install(context.data.models, makeModelFile('tiny'))
  const interrupt = new AbortController()
  const emit = (event: ServiceEvent): void => {
    if (event.type === 'measuring' && (event.measuring?.done ?? 0) > 0) interrupt.abort()
  }
  await expect(measureModels([id], ['cpu'], { ...context, emit, signal: interrupt.signal })).rejects.toMatchObject({
    code: 'cancelled',
  })
})

test(
  'a window that does not offer itself is no engine, a damaged model is none; both are reported and stop nothing',
  { timeout: 60_000 },
  async () => {
    const context = makeContext()
    const { id } = install(context.data.models, makeModelFile('tiny'))
    const damaged = join(context.data.models, 'damaged-00000000.onnx')
    writeFileSync(damaged, 'no model')
    expect(context.service.get(modelMeasuring).listEngines()).not.toContain('page')
    const measured = await measureModels(['damaged-00000000', id], ['page', 'cpu'], context)
    expect(measured.map(({ modelId, engine }) => [modelId, engine])).toEqual([[id, 'cpu']])
    const notes = context.events.flatMap((event) => (event.type === 'note' ? [event.text] : []))
    expect(notes).toHaveLength(3)
    for (const [index, [model, engine]] of [
      ['damaged-00000000', 'page'],
      ['damaged-00000000', 'cpu'],
      [id, 'page'],
    ].entries()) {
      expect(notes[index]).toContain(model)
      expect(notes[index]).toContain(engine)
    }
    // Where nothing is left, it is an error.
    await expect(measureModels([id], ['page'], context)).rejects.toMatchObject({ code: 'engine-failed' })
    await expect(measureModels(['nowhere'], ['cpu'], context)).rejects.toMatchObject({ code: 'not-found' })
  },
)

test('figures that cannot be kept are reported all the same', { timeout: 60_000 }, async () => {
  const context = makeContext()
  mkdirSync(context.data.measurements, { recursive: true }) // a folder in the place of the file
  const { id } = install(context.data.models, makeModelFile('tiny'))
  expect(await measureModels([id], ['cpu'], context)).toMatchObject([{ modelId: id }])
  expect(context.events.find((event) => event.type === 'note')).toMatchObject({
    text: expect.stringContaining('cannot be saved') as string,
  })
})

/** A page's worker that works whenever it receives an event, with the true model on the processor. */
function makePage(service: Service): { work: () => void; ended: () => Promise<void> } {
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    answerInference(new Request(`http://glance/inference/${path}`, init), service.get(pageEngines))
  let working: Promise<void> = Promise.resolve()
  const workOnce = async (): Promise<void> => {
    const response = await ask('job')
    if (response.status !== 200) return
    const job = (await response.json()) as InferenceJob
    const onnx = new Uint8Array(await (await ask('model')).arrayBuffer())
    const engine = await openNodeEngine(
      { ...job, onnx },
      { provider: 'cpu', batchSize: job.batchSize, threads: 1 },
      'test',
    )
    for (let batch = await ask(`next?run=${job.run}`); batch.status === 200; batch = await ask(`next?run=${job.run}`)) {
      const output = await engine.run(new Uint8Array(await batch.arrayBuffer()))
      await ask(`answer/${batch.headers.get('x-batch')!}?run=${job.run}`, {
        method: 'POST',
        body: encodeOutput(output),
      })
    }
    await engine.dispose()
  }
  return {
    work: () => {
      working = working.then(workOnce)
    },
    ended: () => working,
  }
}

test(
  'a window is measured once it has offered itself, each model after the other, with the batches that it offered',
  { timeout: 60_000 },
  async () => {
    const context = makeContext()
    const ids = ['tiny', 'distilled-timm'].map((name) => install(context.data.models, { ...makeModelFile(name) }).id)
    context.service.get(pageEngines).offer({
      provider: 'wasm',
      precision: 'float32',
      batchSize: 3,
      isFused: true,
      text: 'WebAssembly in this window: a test',
    })
    expect(context.service.get(modelMeasuring).listEngines()).toContain('page')
    const page = makePage(context.service)
    const emit = (event: ServiceEvent): void => {
      context.events.push(event)
      if (event.type === 'measuring' && event.measuring?.engine === 'page' && event.measuring.done === 0) page.work()
    }
    const measured = await measureModels(ids, ['page'], { ...context, emit })
    await page.ended()
    expect(measured).toMatchObject(
      ids.map((modelId) => ({
        modelId,
        engine: 'page',
        memory: null,
        description: 'WebAssembly in this window: a test',
      })),
    )
    for (const { imagesPerSecond } of measured) expect(imagesPerSecond).toBeGreaterThan(0)
    expect(context.service.get(pageEngines).current).toBeNull()
  },
)

test('a job that begins ends the measuring, and nothing is measured beside it', { timeout: 60_000 }, async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  onTestFinished(async () => {
    await service.close()
    vi.unstubAllEnvs()
  })
  const service = new TestService()
  const { call } = service
  const engines = service.service.get(pageEngines)
  await call('openFolder', { folder: await makeFolder(5) })
  await service.ended('ingest')
  const measure = () =>
    call('measureModels', { ids: ['default'], engines: ['cpu'] }).then(
      () => 'measured',
      (error: unknown) => (error as Error).message,
    )
  // The scan has reported its end; only its lock is left to be released.
  await vi.waitFor(() => expect(service.shown?.isBusy).toBe(false))
  const measuring = measure()
  await vi.waitFor(() => expect(service.events.some((event) => event.type === 'measuring')).toBe(true))
  engines.offer({
    provider: 'wasm',
    precision: 'float32',
    batchSize: 3,
    isFused: true,
    text: 'a page that does nothing',
  })
  await call('startPrelabel', { engine: 'page' })
  expect(await measuring).toMatch(/^cancelled/)
  expect(await measure()).toMatch(/^wrong-use: A job is running/)
  await vi.waitFor(() => expect(engines.current).not.toBeNull())
  engines.current!.engine.fail('test over') // the service's own engine takes over
  await service.ended('prelabel')
  expect(
    (await call('listImages', { filter: { status: ['pre-labeled'] }, sort: { by: 'name' }, limit: 9 })).ids,
  ).toHaveLength(5)
  expect(await call('cancelMeasuring', {})).toBeNull()
})

test('figures of another machine, and what is damaged, are not shown and not lost', () => {
  const { data } = makeContext()
  const own = {
    modelId: 'a',
    engine: 'cpu',
    description: 'CPU',
    imagesPerSecond: 5,
    loadSeconds: 1,
    memory: null,
    measuredAt: 1,
    machine: describeMachine(),
  }
  mkdirSync(dirname(data.measurements), { recursive: true })
  writeFileSync(data.measurements, JSON.stringify([own, { ...own, machine: 'another' }, { modelId: 'b' }, 7]))
  expect(readMeasurements(data)).toEqual([own])
  writeFileSync(data.measurements, '{')
  expect(readMeasurements(data)).toEqual([])
  expect(readFileSync(data.measurements, 'utf8')).toBe('{')
})
