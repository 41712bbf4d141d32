import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import type { InferenceJob, InferenceOffer } from './page-messages.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { encodeOutput } from '../../models/runtime/wire.ts'
import { openNodeEngine } from '../../models/runtime/node-engine.ts'
import { PageEngines } from './page-engines.ts'
import { answerInference } from './page-batches.ts'
import { pageEngines } from './page-engines.ts'
import { TestService } from '../test-support/service.ts'
import { importModel } from '../model-library/import/import-model.ts'
import { findModel } from '../model-library/installed.ts'
import { makeClassifier, node, weight } from '../../models/deit/fixtures/make-model.ts'

const offer: InferenceOffer = {
  provider: 'webgpu',
  precision: 'float32',
  batchSize: 2,
  isFused: true,
  text: 'WebGPU in this window',
}
let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
const ended: TestService['ended'] = (kind) => service.ended(kind)
let data: string
beforeEach(async () => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  service = new TestService()
  await call('openFolder', { folder: await makeFolder(5) })
  await ended('ingest')
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const post = (path: string, body?: string | Uint8Array<ArrayBuffer> | ReadableStream): Promise<Response> =>
  service.request(`/inference/${path}`, { method: 'POST', ...(body === undefined ? {} : { body, duplex: 'half' }) })
/** A body without an announced length. */
const makeStream = (mebibytes: number): ReadableStream =>
  new ReadableStream({
    pull: (controller) => (mebibytes-- > 0 ? controller.enqueue(new Uint8Array(2 ** 20)) : controller.close()),
  })
const get = (path: string): Promise<Response> => service.request(`/inference/${path}`)

/** A page's worker, with the true model on the processor in place of the GPU. */
async function openWorker() {
  const job = await vi.waitFor(async () => {
    const response = await get('job')
    expect(response.status).toBe(200)
    return (await response.json()) as InferenceJob
  })
  const onnx = new Uint8Array(await (await get('model')).arrayBuffer())
  const engine = await openNodeEngine(
    { ...job, onnx, outputs: job.outputs },
    { provider: 'cpu', batchSize: job.batchSize, threads: 1 },
    'test',
  )
  return {
    job,
    take: () => get(`next?run=${job.run}`),
    answer: async (batch: Response) =>
      post(
        `answer/${batch.headers.get('x-batch')!}?run=${job.run}`,
        encodeOutput(await engine.run(new Uint8Array(await batch.arrayBuffer()))),
      ),
    dispose: () => engine.dispose(),
  }
}

test('a page runs the model batch by batch, and the predictions are those of the terminal', async () => {
  expect((await post('hello', JSON.stringify(offer))).status).toBe(204)
  await call('startPrelabel', { engine: 'page' })
  const worker = await openWorker()
  for (let batch = await worker.take(); batch.status === 200; batch = await worker.take())
    expect((await worker.answer(batch)).status).toBe(204)
  await ended('prelabel')
  expect(service.events).toContainEqual({ type: 'engine', where: 'page', provider: 'webgpu', text: offer.text })
  const { ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  const cards = await call('getCards', { ids })
  await worker.dispose()
  // The same photos by the engine of the terminal, in a project of its own.
  const { root } = (await call('project', {}))!
  await service.close()
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service.events = []
  await call('openFolder', { folder: root })
  await ended('ingest')
  await call('startPrelabel', { engine: 'cpu' })
  await ended('prelabel')
  const others = await call('getCards', { ids })
  expect(cards.map(({ prediction }) => prediction)).toEqual(others.map(({ prediction }) => prediction))
  cards.forEach(({ confidence }, index) => expect(confidence).toBeCloseTo(others[index]!.confidence!, 5))
})

test('a page gives the embeddings of an external classifier as well', async () => {
  const [file, labels] = [join(data, 'some.onnx'), join(data, 'names.txt')]
  const nodes = [node('Flatten', ['photo'], 'flat'), node('MatMul', ['flat', 'w'], 'score')]
  writeFileSync(file, makeClassifier({ nodes, weights: [weight('w', [3 * 8 * 8, 3])] }))
  writeFileSync(labels, 'red\ngreen\nblue\n')
  const modelsFolder = service.service.data.models
  const { id } = await importModel({ file, labels, modelsFolder, precision: 'float32' })
  await post('hello', JSON.stringify(offer))
  await call('startPrelabel', { engine: 'page', model: id })
  const worker = await openWorker()
  const pixels: Uint8Array[] = []
  for (let batch = await worker.take(); batch.status === 200; batch = await worker.take()) {
    pixels.push(new Uint8Array(await batch.clone().arrayBuffer()))
    await worker.answer(batch)
  }
  await ended('prelabel')
  await worker.dispose()
  // This classifier's last layer is fed with the photo: the red of the pixels, then their green and their blue.
  const rows = service.shown!.catalog.all<{ embeddings: Uint8Array }>(
    'SELECT d.embeddings FROM prediction_detail d JOIN image i ON i.id = d.image_id ORDER BY i.path',
  )
  const { mean, std } = findModel(modelsFolder, id).metadata.preprocessing
  const all = Buffer.concat(pixels)
  expect(rows).toHaveLength(5)
  rows.forEach(({ embeddings }, image) => {
    const floats = new Float32Array(new Uint8Array(embeddings).buffer)
    expect(floats).toHaveLength(192)
    for (const [channel, pixel] of [
      [0, 0],
      [1, 20],
      [2, 63],
    ] as const)
      expect(floats[channel * 64 + pixel]).toBeCloseTo(
        (all[(image * 64 + pixel) * 3 + channel]! / 255 - mean[channel]) / std[channel],
        4,
      )
  })
})

test('what a lost worker had not answered goes to its successor', async () => {
  await post('hello', JSON.stringify(offer))
  await call('startPrelabel', { engine: 'page' })
  const worker = await openWorker()
  const lost = await worker.take()
  expect(lost.status).toBe(200)
  await post('fail', JSON.stringify({ message: 'The GPU was lost.', final: false }))
  await post('hello', JSON.stringify(offer))
  const again = await worker.take()
  expect(again.headers.get('x-batch')).toBe(lost.headers.get('x-batch'))
  await worker.answer(again)
  for (let batch = await worker.take(); batch.status === 200; batch = await worker.take()) await worker.answer(batch)
  await ended('prelabel')
  expect((await call('project', {}))!.unfinished).toBeNull()
  await worker.dispose()
})

test('a page that fails costs nothing: the service continues with its own engine', async () => {
  await post('hello', JSON.stringify(offer))
  await call('startPrelabel', { engine: 'page' })
  const worker = await openWorker()
  await worker.answer(await worker.take())
  await post('fail', JSON.stringify({ message: 'The GPU was lost.', final: true }))
  await ended('prelabel')
  expect((await worker.take()).status).toBe(410)
  const { ids } = await call('listImages', { filter: { status: ['pre-labeled'] }, sort: { by: 'name' }, limit: 10 })
  expect(ids).toHaveLength(5)
  await worker.dispose()
})

test('a page that times out counts as closed', async () => {
  const engines = new PageEngines({ timeoutMs: 40 })
  engines.offer(offer)
  const engine = engines.open(findModel(data, 'default'), 'labels')
  await expect(engine.run(new Uint8Array(2 * 224 * 224 * 3))).rejects.toThrow('The page that ran the model was closed')
  engines.close()
})

test('an answer that cannot be used is refused, and the batch handed out again', async () => {
  await post('hello', JSON.stringify(offer))
  await call('startPrelabel', { engine: 'page' })
  const worker = await openWorker()
  const batch = await worker.take()
  const answer = `answer/${batch.headers.get('x-batch')!}?run=${worker.job.run}`
  const large = await post(answer, makeStream(300))
  expect([large.status, await large.json()]).toEqual([413, expect.objectContaining({ code: 'too-large' })])
  expect((await post(answer, new Uint8Array(7))).status).toBe(422)
  expect((await worker.take()).headers.get('x-batch')).toBe(batch.headers.get('x-batch'))
  await call('cancelJob', { id: 1 })
  await post('fail', JSON.stringify({ message: 'test over', final: true }))
  await worker.dispose()
})

test('a run that was interrupted is shown, one that a person cancelled is not', async () => {
  await post('hello', JSON.stringify(offer))
  const { root } = (await call('project', {}))!
  await call('startPrelabel', { engine: 'page' })
  await openWorker().then((worker) => worker.dispose())
  await service.closeProject()
  expect((await call('openFolder', { folder: root })).unfinished).toMatch(/^deit/)
  await call('startPrelabel', { engine: 'page' })
  await openWorker().then((worker) => worker.dispose())
  await call('cancelJob', { id: 1 })
  await vi.waitFor(async () => expect((await call('project', {}))!.unfinished).toBeNull())
})

test.each([
  ['GET', 'none'],
  ['POST', 'job'],
  ['GET', 'hello'],
  ['GET', '../files/photo/1'],
  ['DELETE', 'job'],
])('%s %s is nothing', async (method, path) => {
  expect(
    (
      await answerInference(
        new Request(`http://glance/inference/${path}`, { method }),
        service.service.get(pageEngines),
      )
    ).status,
  ).toBe(404)
})

test('an offer that is none is refused; without a run there is nothing to do', async () => {
  expect((await post('hello', JSON.stringify({ ...offer, batchSize: 0 }))).status).toBe(400)
  expect((await post('hello', 'no JSON')).status).toBe(400)
  expect((await get('job')).status).toBe(204)
  expect((await get('next?run=1')).status).toBe(410)
  expect(readdirSync(data)).toContain('projects')
})
