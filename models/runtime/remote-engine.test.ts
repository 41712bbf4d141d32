import { expect, test } from 'vitest'
import type { BatchOutput } from './engine.ts'
import { RemoteEngine } from './remote-engine.ts'
import { encodeOutput } from './wire.ts'

const open = () =>
  new RemoteEngine({ provider: 'webgpu', description: 'a GPU', batchSize: 2, capacity: 3, imageBytes: 4 })
const image = (value: number) => new Uint8Array([value, 0, 0, 0])
const output = (value: number): BatchOutput => ({
  count: 1,
  clsLogits: new Float32Array([value]),
  distLogits: null,
  embeddings: null,
  attentionRows: null,
  rollout: null,
  attention: null,
})
const still = new AbortController().signal

test('batches go out in order, several at once, and each answer finds its run', async () => {
  const engine = open()
  const runs = [1, 2, 3].map((value) => engine.run(image(value)))
  const batches = await Promise.all([engine.take(still), engine.take(still), engine.take(still)])
  expect(batches.map((batch) => batch!.pixels[0])).toEqual([1, 2, 3])
  for (const batch of batches.toReversed()) engine.answer(batch!.id, encodeOutput(output(10 * batch!.pixels[0]!)))
  expect((await Promise.all(runs)).map(({ clsLogits }) => clsLogits[0])).toEqual([10, 20, 30])
})

test('who asks first waits for the batch that comes', async () => {
  const engine = open()
  const taken = engine.take(still)
  const run = engine.run(image(7))
  engine.answer((await taken)!.id, encodeOutput(output(8)))
  expect((await run).clsLogits[0]).toBe(8)
})

test('a worker that died loses nothing: its batches are sent again, and its late answer is ignored', async () => {
  const engine = open()
  const run = engine.run(image(1))
  const first = (await engine.take(still))!
  engine.requeue()
  const second = (await engine.take(still))!
  expect(second).toEqual(first)
  engine.answer(second.id, encodeOutput(output(2)))
  engine.answer(first.id, encodeOutput(output(3)))
  expect((await run).clsLogits[0]).toBe(2)
})

test('an answer that cannot be used is refused and the batch goes out again', async () => {
  const engine = open()
  const run = engine.run(image(1))
  const { id } = (await engine.take(still))!
  expect(() => engine.answer(id, new Uint8Array(5))).toThrow('cannot be used')
  expect((await engine.take(still))!.id).toBe(id)
  engine.answer(id, encodeOutput(output(1)))
  await run
})

test('who stops asking takes no batch away', async () => {
  const engine = open()
  const leaving = new AbortController()
  const taken = engine.take(leaving.signal)
  leaving.abort()
  expect(await taken).toBeNull()
  void engine.run(image(1)).catch(() => undefined)
  expect(await engine.take(still)).not.toBeNull()
})

test('an end rejects all pending runs; too many runs are refused', async () => {
  const engine = open()
  const runs = [1, 2, 3].map((value) => engine.run(image(value)))
  await expect(engine.run(image(4))).rejects.toThrow('More than 3 runs')
  engine.fail('The GPU is lost.')
  for (const run of runs) await expect(run).rejects.toThrow('The GPU is lost.')
  expect(await engine.take(still)).toBeNull()
  await expect(engine.run(image(1))).rejects.toThrow('stopped')
})
