import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { listPaperPoints, listPoints, listUndrawn } from './chart-points.ts'
import { known, makeMeasurement, makeModel } from '../../test-support/model-library.ts'
import { describeVariant, fitsPatches, macsAt, offerSizes } from './variants.ts'
import { findPublished, listWorth, ofThisMachine } from './accuracy.ts'
import { writeWorthCsv } from './accuracy-csv.ts'

const tiny = makeModel()
const own = makeModel({ id: 'own', title: 'Mine, "the best"\n2', knownId: null })
const labels = { modelId: tiny.id, images: 40, right: 30, interval: [0.6, 0.86] as [number, number] }

test('what is published belongs to weights at their own resolution', () => {
  expect(findPublished(tiny, known)?.top1).toBe(0.722)
  expect(findPublished(makeModel({ size: 384 }), known)).toBeNull()
  expect(findPublished(own, known)).toBeNull()
})

test('figures of another machine, and older ones of this machine, are left out', () => {
  const old = makeMeasurement({ measuredAt: 1, imagesPerSecond: 1 })
  const elsewhere = makeMeasurement({ measuredAt: 2, machine: 'another', engine: 'webgpu' })
  const now = makeMeasurement({ measuredAt: 3 })
  expect(ofThisMachine([old, elsewhere, now])).toEqual([now])
})

test('each engine has a row, the fastest first, and so has a model that was not measured', () => {
  const measurements = [makeMeasurement(), makeMeasurement({ engine: 'webgpu', imagesPerSecond: 900 })]
  const rows = listWorth({ installed: [tiny, own], known: [...known], measurements }, [labels])
  expect(rows.map(({ model, measurement }) => [model.id, measurement?.engine])).toEqual([
    [tiny.id, 'webgpu'],
    [tiny.id, 'cpu'],
    ['own', undefined],
  ])
  expect(listPoints(rows, 'published').map(({ accuracy, marker }) => [accuracy, marker])).toEqual([
    [0.722, 'webgpu'],
    [0.722, 'cpu'],
  ])
  expect(listPoints(rows, 'labels')[0]).toMatchObject({ accuracy: 0.75, interval: [0.6, 0.86] })
  const few = listWorth({ installed: [tiny], known: [...known], measurements }, [{ ...labels, images: 29, right: 29 }])
  expect(listPoints(few, 'labels')).toEqual([])
})

test('what was measured and has no accuracy of the kind is named, once', () => {
  const measurements = [
    makeMeasurement(),
    makeMeasurement({ modelId: own.id }),
    makeMeasurement({ modelId: own.id, engine: 'webgpu' }),
  ]
  const rows = listWorth({ installed: [tiny, own], known: [...known], measurements }, [labels])
  expect(listUndrawn(rows, 'published')).toEqual([own.title])
  expect(listUndrawn(rows, 'labels')).toEqual([own.title])
  expect(
    listUndrawn(listWorth({ installed: [tiny, own], known: [...known], measurements: [] }, []), 'published'),
  ).toEqual([])
})

test("the paper's points are those of its table", () => {
  expect(listPaperPoints(known).map(({ label, rate, accuracy }) => [label, rate, accuracy])).toContainEqual([
    'DeiT-S⚗',
    936.2,
    0.812,
  ])
  expect(listPaperPoints([{ ...known[0]!, v100: null }])).toEqual([])
})

test('the CSV is read back as it was, whatever a model is called', () => {
  const rows = listWorth({ installed: [tiny, own], known: [...known], measurements: [makeMeasurement()] }, [labels])
  const csv = writeWorthCsv(rows)
  const records = parse<Record<string, string>>(csv, { columns: true })
  expect(records.map(({ model }) => model)).toEqual(['DeiT-Ti', 'Mine, "the best"\n2'])
  expect(records[0]).toMatchObject({
    images_per_second: '60',
    published_top1: '0.722',
    label_accuracy: '0.75',
    label_high: '0.86',
    measured_at: '2026-01-02T00:00:00.000Z',
    distilled: 'false',
  })
  expect(records[1]).toMatchObject({ images_per_second: '', published_top1: '', engine: '' })
  expect(csv.endsWith('\r\n')).toBe(true)
})

test('what a resolution costs is worked out as the paper counts', () => {
  expect(macsAt(tiny, 224)! / 1e9).toBeCloseTo(1.26, 2)
  const base = makeModel({ shape: { patch: 16, width: 768, depth: 12, heads: 12, hidden: 3072 } })
  expect(macsAt(base, 384)! / 1e9).toBeCloseTo(55.5, 0)
  const context = { installed: [tiny], measurements: [makeMeasurement()] }
  const at384 = describeVariant(tiny, 384, 'float32', context)!
  expect(at384.timesCost).toBeGreaterThan(3)
  expect(at384.rate).toBeCloseTo(60 / at384.timesCost)
  expect(at384).toMatchObject({ isMeasured: false, installed: null })
  expect(describeVariant(tiny, 224, 'float32', context)).toMatchObject({
    isMeasured: true,
    rate: 60,
    timesCost: 1,
    installed: tiny,
  })
  expect(describeVariant(tiny, 224, 'float16', context)?.installed).toBeNull()
})

test('only whole patches fit', () => {
  expect([230, 8, 2064, 224.5, 2048].map((size) => fitsPatches(tiny, size))).toEqual([false, false, false, false, true])
  expect(offerSizes(tiny, [224, 288, 384, 448])).toEqual([224, 288, 384, 448])
  expect(
    offerSizes(
      makeModel({ size: 96, publishedSize: null, shape: { patch: 12, width: 192, depth: 12, heads: 3, hidden: 768 } }),
      [224, 288, 384, 448],
    ),
  ).toEqual([96, 288, 384])
  const external = makeModel({ shape: null, macs: null })
  expect(describeVariant(external, 224, 'float32', { installed: [], measurements: [] })).toBeNull()
})
