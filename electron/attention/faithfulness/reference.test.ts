import { describe, expect, onTestFinished, test } from 'vitest'
import type { MapKind } from '../calls.ts'
import { largestDifference, makeModelFile, readFixture } from '../../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { blurPixels } from './blur.ts'
import { areaUnder, type PhotoCurve } from './curves.ts'
import { mapsOf } from './maps.ts'
import { PhotoMeasure } from './measure-photos.ts'

/** As make_faithfulness_fixtures.py makes it, which holds the curves that torch gives. */
const photo = Uint8Array.from({ length: 224 * 224 * 3 }, (_, index) => {
  const [x, y, c] = [Math.floor(index / 3) % 224, Math.floor(index / (3 * 224)), index % 3]
  return (Math.floor((x * x + 3 * y * y + 2 * x * y) / 64) * 37 + 85 * c) % 256
})

const all: MapKind[] = [
  'rollout-class',
  'rollout-distillation',
  'rollout-mean',
  'last-layer-class',
  'last-layer-distillation',
]

describe.each(['distilled-timm', 'plain-timm'])('%s', (name) => {
  const reference = readFixture(`${name}.faithfulness`)
  const model = makeModelFile(name)
  const { config, preprocessing } = model.metadata

  test('the photo that insertion begins with, byte for byte', () => {
    const expected = reference.get('blurred')!.data
    expect([...blurPixels(photo, 224, preprocessing.mean).subarray(0, expected.length)]).toEqual([...expected])
  })

  test.each([10, 14])('curves and areas to 1e-4, %i steps', async (steps) => {
    const kinds = mapsOf(config!, all)
    expect(kinds).toHaveLength(name === 'plain-timm' ? 2 : 5)
    const engine = await openEngine(model, { provider: 'cpu', wanted: 'rows', threads: 1 })
    onTestFinished(() => engine.dispose())
    const measure = new PhotoMeasure({
      engine,
      config: config!,
      preprocessing,
      kinds,
      steps,
      signal: new AbortController().signal,
    })
    const found: Map<MapKind, PhotoCurve>[] = []
    for await (const curves of measure.measure([{ pixels: photo, seed: 1 }])) found.push(curves)
    expect(found).toHaveLength(1)
    for (const kind of kinds) {
      const { deletion, insertion } = found[0]!.get(kind)!
      expect(largestDifference(deletion, reference.get(`${kind}.${steps}.deletion`)!.data), kind).toBeLessThan(1e-4)
      expect(largestDifference(insertion, reference.get(`${kind}.${steps}.insertion`)!.data), kind).toBeLessThan(1e-4)
      const areas = [areaUnder(measure.shares, deletion), areaUnder(measure.shares, insertion)]
      expect(largestDifference(areas, reference.get(`${kind}.${steps}.areas`)!.data), kind).toBeLessThan(1e-4)
    }
  })
})
