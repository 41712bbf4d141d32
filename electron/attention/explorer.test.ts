import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'
import { attentionFlow, dropSpecialTokens, rolloutFused } from '../../models/deit/rollout.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import type * as OpenEngine from '../../models/runtime/open-engine.ts'
import { largestDifference, makeClassifier } from '../../models/deit/fixtures/make-model.ts'

/** Runs of the explorer's own engine, counted on their way into the real one. */
const runs = vi.hoisted(() => ({ count: 0 }))
vi.mock('../../models/runtime/open-engine.ts', async (importOriginal) => {
  const real = await importOriginal<typeof OpenEngine>()
  return {
    ...real,
    async openEngine(...args: Parameters<typeof real.openEngine>): Promise<Engine> {
      const engine = await real.openEngine(...args)
      return {
        ...engine,
        run: (...batch) => {
          if (args[1].wanted === 'attention') runs.count++
          return engine.run(...batch)
        },
      }
    },
  }
})

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
let folder: string
let ids: number[]
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
  folder = await makeFolder(3)
  await call('openFolder', { folder })
  await service.ended('ingest')
  ;({ ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 }))
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

function writeLabels(count: number): string {
  const file = join(makeTempFolder(), 'names.txt')
  writeFileSync(file, Array.from({ length: count }, (_, index) => `class ${index}\n`).join(''))
  return file
}

const get = (path: string) => service.request(path)
const read = async (path: string): Promise<Float32Array> => {
  const response = await get(path)
  expect(
    response.status,
    await response
      .clone()
      .text()
      .catch(() => ''),
  ).toBe(200)
  return new Float32Array(await response.arrayBuffer())
}

test('a photo is run once: rows, fused matrices, patches and numbers are of that one run', async () => {
  await call('startPrelabel', {})
  await service.ended('prelabel')
  const id = ids[0]!
  const [numbers, rows] = await Promise.all([call('explorePhoto', { id }), read(`/files/attention/${id}`)])
  // Whatever comes now cannot come from the photo.
  for (const path of (await call('getCards', { ids })).map(({ path }) => path)) rmSync(join(folder, path))
  const { layers, heads, tokens, side, distance, entropy } = numbers
  const patches = side ** 2
  const sequence = tokens + patches
  expect(rows).toHaveLength(layers * heads * tokens * patches)
  for (const figures of [distance, entropy.class, entropy.distillation!, entropy.patches])
    expect(figures.map((layer) => layer.length)).toEqual(new Array(layers).fill(heads))
  expect(Math.max(...entropy.class.flat())).toBeLessThanOrEqual(Math.log2(sequence) + 1e-4)
  expect(Math.max(...distance.flat())).toBeLessThanOrEqual(numbers.imageSize * Math.SQRT2)

  const fused = await read(`/files/fused/${id}?fusion=mean`)
  expect(fused).toHaveLength(layers * sequence ** 2)
  // The class token's row of the first layer: the mean of its heads.
  const first = Array.from(
    { length: patches },
    (_, patch) =>
      Array.from({ length: heads }, (_, head) => rows[head * tokens * patches + patch]!).reduce(
        (sum, one) => sum + one,
        0,
      ) / heads,
  )
  expect(largestDifference(fused.subarray(tokens, sequence), first)).toBeLessThan(1e-6)
  // And the rollout is the one that the model's own graph computed.
  const rolled = rolloutFused(fused, { tokens: sequence, specialTokens: tokens, discardRatio: 0 })
  expect(attentionFlow(fused, { tokens: sequence, specialTokens: tokens, discardRatio: 0 }).at(-1)).toEqual(rolled)
  const stored = new Uint8Array(await (await get(`/files/map/${id}`)).arrayBuffer())
  const maps = dropSpecialTokens(Float32Array.from(rolled), tokens, patches)
  for (let token = 0; token < tokens; token++) {
    const map = maps.subarray(token * patches, (token + 1) * patches)
    expect(
      largestDifference(
        map.map((value) => (255 * value) / Math.max(...map)),
        stored.subarray(token * patches, (token + 1) * patches),
      ),
    ).toBeLessThan(0.51)
  }
  expect((await call('getCards', { ids: [id] }))[0]!.mapDistance ?? numbers.mapDistance).toBeCloseTo(
    numbers.mapDistance!,
    2,
  )

  const last = await read(`/files/patch/${id}?patch=${patches - 1}`)
  expect(last).toHaveLength(layers * heads * sequence)
  expect(last.subarray(0, sequence).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4)
  const mean = Array.from(
    { length: sequence },
    (_, token) =>
      Array.from({ length: heads }, (_, head) => last[head * sequence + token]!).reduce((sum, one) => sum + one, 0) /
      heads,
  )
  expect(largestDifference(fused.subarray((sequence - 1) * sequence, sequence ** 2), mean)).toBeLessThan(1e-6)

  for (const [path, status] of [
    [`patch/${id}?patch=${patches}`, 404],
    [`patch/${id}?patch=-1`, 400],
    [`patch/${id}`, 400],
    [`patch/${id}?patch=`, 400],
    [`fused/${id}?fusion=sum`, 400],
    ['fused/99?fusion=mean', 404],
  ] as const) {
    expect((await get(`/files/${path}`)).status, path).toBe(status)
  }
  // Of the next photo nothing is known yet, and it is gone.
  await expect(call('explorePhoto', { id: ids[1]! })).rejects.toThrow(/not-found|unreadable/)
})

test('the page asks for all of a photo at once: the model runs on it one time', async () => {
  await call('startPrelabel', {})
  await service.ended('prelabel')
  const [first, second] = ids as [number, number, number]
  const questions = (id: number) =>
    [`attention/${id}`, `fused/${id}?fusion=mean`, `fused/${id}?fusion=max`, `patch/${id}?patch=0`].map((path) =>
      read(`/files/${path}`),
    )
  runs.count = 0
  const [numbers, again] = await Promise.all([
    call('explorePhoto', { id: first }),
    call('explorePhoto', { id: first }),
    ...questions(first),
  ])
  expect(again).toEqual(numbers)
  expect(runs.count).toBe(1)
  await Promise.all([call('explorePhoto', { id: second }), ...questions(second), ...questions(first)])
  expect(runs.count).toBe(2)
  await Promise.all([...questions(first), ...questions(second)])
  expect(runs.count).toBe(2)
})

test('a photo that has changed since is another photo, and one that failed is read again', async () => {
  await call('startPrelabel', {})
  await service.ended('prelabel')
  const id = ids[0]!
  const file = join(folder, (await call('getCards', { ids: [id] }))[0]!.path)
  const whole = readFileSync(file)
  rmSync(file)
  await expect(call('explorePhoto', { id })).rejects.toThrow(/not-found|unreadable/)
  expect((await get(`/files/fused/${id}?fusion=mean`)).status).toBe(404)
  writeFileSync(file, whole)
  const before = await call('explorePhoto', { id })
  writeFileSync(file, readFileSync(join(folder, (await call('getCards', { ids: [ids[2]!] }))[0]!.path)))
  utimesSync(file, new Date(), new Date(2e12))
  service.events = []
  await call('rescan', {})
  await service.ended('ingest')
  const after = await call('explorePhoto', { id })
  expect(after.distance).not.toEqual(before.distance)
  expect(after).toEqual(await call('explorePhoto', { id: ids[2]! }))
})

test('addresses that name the content are good for ever, those out of date or of another model are refused', async () => {
  await call('startPrelabel', {})
  await service.ended('prelabel')
  const [card] = await call('getCards', { ids: [ids[0]!] })
  const { model } = await call('explorePhoto', { id: card!.id })
  for (const path of [`fused/${card!.id}?fusion=min`, `patch/${card!.id}?patch=3`, `attention/${card!.id}?`]) {
    const known = await get(`/files/${path}&v=${card!.version}&m=${model}`)
    expect([known.status, known.headers.get('cache-control'), known.headers.get('content-type')], path).toEqual([
      200,
      'private, max-age=31536000, immutable',
      'application/octet-stream',
    ])
    expect((await get(`/files/${path}`)).headers.get('cache-control'), path).toBe('no-store')
    expect((await get(`/files/${path}&v=${'0'.repeat(12)}-1&m=${model}`)).status, path).toBe(409)
    expect((await get(`/files/${path}&v=${card!.version}&m=another`)).status, path).toBe(409)
  }
})

test('a plain model has one special token, and no number for another', async () => {
  const { id: model } = await call('importModel', {
    file: fileURLToPath(new URL('../../models/deit/fixtures/plain-timm.safetensors', import.meta.url)),
    heads: 3,
    labels: writeLabels(7),
  })
  await call('startPrelabel', { model })
  await service.ended('prelabel')
  const id = ids[0]!
  const numbers = await call('explorePhoto', { id })
  expect(numbers).toMatchObject({
    model,
    tokens: 1,
    side: 14,
    layers: 3,
    heads: 3,
    imageSize: 224,
    patchSize: 16,
    mapDistance: null,
    crop: { size: expect.closeTo(42, 5) as number },
  })
  expect(numbers.entropy.distillation).toBeNull()
  expect((await read(`/files/attention/${id}`)).length).toBe(3 * 3 * 196)
  expect((await read(`/files/fused/${id}?fusion=max`)).length).toBe(3 * 197 ** 2)
  expect((await read(`/files/patch/${id}?patch=195`)).length).toBe(3 * 3 * 197)
  expect((await get(`/files/patch/${id}?patch=196`)).status).toBe(404)
})

test('a project without a model, a photo that is not there, and a model without tokens each say so', async () => {
  await expect(call('explorePhoto', { id: ids[0]! })).rejects.toThrow('wrong-use: No model has run')
  await expect(call('explorePhoto', { id: 99 })).rejects.toThrow('not-found')
  const file = join(makeTempFolder(), 'mean.onnx')
  writeFileSync(file, makeClassifier())
  const { id: model } = await call('importModel', { file, labels: writeLabels(3) })
  await call('startPrelabel', { model })
  await service.ended('prelabel')
  await expect(call('explorePhoto', { id: ids[0]! })).rejects.toThrow('unsupported-model')
  expect((await get(`/files/attention/${ids[0]!}`)).status).toBe(422)
})
