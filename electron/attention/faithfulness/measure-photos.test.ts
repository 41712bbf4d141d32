import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { mapKinds } from '../constants.ts'
import { makeModelFile } from '../../../models/deit/fixtures/make-model.ts'
import { predict, type Prediction } from '../../../models/deit/predict.ts'
import type { Engine } from '../../../models/runtime/engine.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { blurPixels } from './blur.ts'
import { mapsOf, randomMap, seedOf } from './maps.ts'
import { PhotoMeasure, runsOfPhoto } from './measure-photos.ts'
import { meanColour } from './patches.ts'

const tiny = makeModelFile('tiny')
const { config, preprocessing } = tiny.metadata
const photo = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 8 * 8 * 3 }, (_, index) => (index * index * (seed + 3) + 11 * seed * index) % 256)

async function open(batchSize: number): Promise<Engine> {
  const engine = await openEngine(tiny, { provider: 'cpu', wanted: 'rows', threads: 1, batchSize })
  onTestFinished(() => engine.dispose())
  return engine
}

async function measure(engine: Engine, seeds: readonly number[], steps = 4, signal = new AbortController().signal) {
  const all = new PhotoMeasure({ engine, config: config!, preprocessing, kinds: mapKinds, steps, signal })
  const found = []
  for await (const curves of all.measure(seeds.map((seed) => ({ pixels: photo(seed), seed })))) found.push(curves)
  return { found, runs: all.runs, shares: all.shares }
}

test('deletion begins with the photo and ends with nothing; insertion begins with the blurred photo and ends with the photo', async () => {
  const engine = await open(3)
  const { found, runs, shares } = await measure(engine, [1, 2, 3])
  expect(shares).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(found).toHaveLength(3)
  expect(runs).toBe(1 + 3 * runsOfPhoto(mapKinds.length, 4)) // and the mean colour, once
  for (const [index, curves] of found.entries()) {
    const ends = [photo(index + 1), meanColour(preprocessing), blurPixels(photo(index + 1), 8, preprocessing.mean)]
    const predictions: Prediction['fused'][] = []
    for (const pixels of ends) {
      const { clsLogits, distLogits } = await engine.run(new Uint8Array(pixels))
      predictions.push(predict(clsLogits, distLogits, 3).fused)
    }
    const { classIndex, confidence } = predictions[0]![0]!
    const of = (place: number): number =>
      predictions[place]!.find((prediction) => prediction.classIndex === classIndex)!.confidence
    expect([...curves.keys()]).toEqual(mapKinds)
    for (const { deletion, insertion } of curves.values()) {
      expect(deletion).toHaveLength(5)
      expect(insertion).toHaveLength(5)
      expect([deletion[0], deletion.at(-1), insertion[0], insertion.at(-1)]).toEqual([
        confidence,
        of(1),
        of(2),
        confidence,
      ])
    }
  }
})

test('whatever the batches, the curves are the same', async () => {
  const [one, other] = [await measure(await open(1), [5]), await measure(await open(4), [5, 6])]
  for (const kind of mapKinds) {
    for (const side of ['deletion', 'insertion'] as const) {
      for (const [point, value] of one.found[0]!.get(kind)![side].entries())
        expect(other.found[0]!.get(kind)![side][point]).toBeCloseTo(value, 5)
    }
  }
})

test('once it is aborted, no more is run', async () => {
  await expect(measure(await open(1), [1], 4, AbortSignal.abort())).rejects.toThrow('abort')
})

test('a plain model has no maps of a distillation token', () => {
  expect(mapsOf({ ...config!, distilled: false }, mapKinds)).toEqual(['rollout-class', 'last-layer-class', 'random'])
  expect(mapsOf(config!, ['random', 'rollout-mean'])).toEqual(['random', 'rollout-mean'])
})

test('chance is the same for the same seed, and another for every photo', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (seed, one, other) => {
      expect(randomMap(196, seedOf(seed, one))).toEqual(randomMap(196, seedOf(seed, one)))
      if (one !== other) expect(randomMap(196, seedOf(seed, one))).not.toEqual(randomMap(196, seedOf(seed, other)))
    }),
    { numRuns: 30 },
  )
})
