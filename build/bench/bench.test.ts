import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../electron/test-support/catalog.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { decodeImage } from '../../electron/images/decode.ts'
import { measureCatalog } from './catalog.ts'
import { measureExplorer } from './explorer.ts'
import { measureIngest } from './ingest.ts'
import { measureDecode, measureInference, watchMemory } from './measure.ts'
import { median } from '../../models/statistics.ts'
import { listPhotos, makePhotos } from './photos.ts'
import { measureRound } from './pipeline.ts'

const sizes = { resize: 64, crop: 56, interpolation: 'bicubic' } as const

async function make(count: number): Promise<string> {
  const folder = join(makeTempFolder(), 'photos')
  await makePhotos(folder, count)
  return folder
}

async function openTiny() {
  const model = makeModelFile('tiny')
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  return { model, engine }
}

const expectRate = (rate: number): void => {
  expect(rate).toBeGreaterThan(0)
  expect(Number.isFinite(rate)).toBe(true)
}

test('made photos are real, all different, and the same every time', async () => {
  const [one, other] = [await make(5), await make(5)]
  const names = readdirSync(one).sort()
  expect(names).toEqual([0, 1, 2, 3, 4].map((index) => `made_0000${index}.jpg`))
  const contents = names.map((name) => readFileSync(join(one, name)))
  expect(new Set(contents.map((bytes) => bytes.toString('base64'))).size).toBe(5)
  for (const [index, name] of names.entries())
    expect(Buffer.compare(readFileSync(join(other, name)), contents[index]!)).toBe(0)
  expect(await decodeImage(contents[0]!, { fileName: 'x', sizes, thumbnail: false })).toMatchObject({
    width: 500,
    height: 375,
    format: 'jpeg',
  })
})

test('photos are listed up to a number, as absolute paths', async () => {
  const folder = await make(4)
  expect(await listPhotos(folder, 99)).toHaveLength(4)
  expect(await listPhotos(folder, 3)).toHaveLength(3)
  for (const path of await listPhotos(folder, 2)) expect(path.startsWith(folder)).toBe(true)
})

test('the median is a value with as many below as above', () => {
  expect(median([3, 1, 2])).toBe(2)
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
      const middle = median(values)
      expect(values).toContain(middle)
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2)
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2)
    }),
  )
})

test('memory is watched while something runs, and what it gives or throws comes through', async () => {
  const { value, firstHalf, secondHalf } = await watchMemory(() => Promise.resolve(7))
  expect(value).toBe(7)
  for (const peak of [firstHalf, secondHalf]) expect(peak).toBeGreaterThan(10)
  await expect(watchMemory(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('decoding and inference are rates; a photo that cannot be decoded is no result', async () => {
  const folder = await make(3)
  expectRate(await measureDecode(await listPhotos(folder, 3), sizes))
  await expect(measureDecode([join(folder, 'none.jpg')], sizes)).rejects.toMatchObject({ code: 'not-found' })
  const { engine } = await openTiny()
  expectRate(await measureInference(engine, 10, 8))
})

test('a round measures the whole job and leaves nothing behind', async () => {
  const root = await make(6)
  const scratch = makeTempFolder()
  const round = await measureRound({ ...(await openTiny()), root, photos: readdirSync(root), scratch })
  for (const key of ['decode', 'infer', 'pipeline'] as const) expectRate(round[key])
  expect(round.ratio).toBeCloseTo(round.pipeline * (1 / round.decode + 1 / round.infer), 6)
  expect(Math.min(round.firstHalf, round.secondHalf)).toBeGreaterThan(10)
  expect(readdirSync(scratch)).toEqual([])
})

test('a look, its figures and the steps of its controls are times', async () => {
  const root = await make(3)
  const { rollout, rolloutWork, ...times } = await measureExplorer(makeModelFile('tiny'), root, readdirSync(root))
  for (const time of [...Object.values(times), rollout.p50]) expectRate(time)
  for (const { p50, p99 } of [rollout, rolloutWork]) expect(p99).toBeGreaterThanOrEqual(p50)
  await expect(measureExplorer(makeModelFile('tiny'), root, ['none.jpg'])).rejects.toMatchObject({ code: 'not-found' })
})

test('ingest counts files', async () => {
  expectRate(await measureIngest(makeTempFolder(), 1000))
})

test('browsing is measured in a catalog that is made and gone again', async () => {
  const scratch = makeTempFolder()
  const figures = await measureCatalog(
    scratch,
    { images: 2000, classes: 20, questions: 40 },
    new AbortController().signal,
  )
  for (const { p50, p99, longest } of [
    figures.order,
    figures.page,
    figures.pageAfterEdit,
    figures.pageOfText,
    figures.counts,
    figures.overview,
  ]) {
    expectRate(p50)
    expect(p99).toBeGreaterThanOrEqual(p50)
    expect(longest).toBeGreaterThanOrEqual(p99)
  }
  for (const key of ['fill', 'load', 'relabel', 'relabelUndo'] as const) expectRate(figures[key])
  expect(readdirSync(scratch)).toEqual([])
  await expect(measureCatalog(scratch, { images: 1000, classes: 5 }, AbortSignal.abort())).rejects.toThrow()
  expect(readdirSync(scratch)).toEqual([])
})
