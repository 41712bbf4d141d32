import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import type { Faithfulness, FaithfulnessCurve, MapKind } from '../../../../electron/api/page.ts'
import { compareToChance, countRuns, judge, keptByBlur, rankCurves, writeCurves } from './verdict.ts'

const curve = (
  map: MapKind,
  score: number,
  gain: number | null,
  gainError: number | null = gain === null ? null : 0.01,
): FaithfulnessCurve => ({
  map,
  deletion: [0.9, 0.1],
  insertion: [0.2, 0.9],
  deletionArea: 0.2,
  deletionError: 0.01,
  insertionArea: 0.2 + score,
  insertionError: 0.02,
  gain,
  gainError,
})
const curves = [
  curve('random', 0.1, null),
  curve('rollout-class', 0.3, 0.2),
  curve('last-layer-class', 0.35, 0.25, 0.2),
  curve('rollout-mean', 0.05, -0.05),
]

test('maps by their faithfulness', () => {
  expect(rankCurves(curves).map(({ map }) => map)).toEqual([
    'last-layer-class',
    'rollout-class',
    'random',
    'rollout-mean',
  ])
})

test('better than chance is what is above it by more than it varies', () => {
  expect(curves.map(compareToChance)).toEqual([null, 'better', 'same', 'worse'])
  expect(compareToChance(curve('rollout-class', 0, 0, 0))).toBe('same')
})

test('the most faithful map is better than chance; those that are not are named', () => {
  expect(judge({ curves, photos: 24 })).toMatchObject({
    best: { map: 'rollout-class' },
    doubtful: ['last-layer-class', 'rollout-mean'],
    isKnown: true,
  })
  expect(judge({ curves: [curves[0]!, curves[3]!], photos: 24 })).toEqual({
    best: null,
    doubtful: ['rollout-mean'],
    isKnown: true,
  })
  expect(judge({ curves, photos: 7 })).toEqual({ best: null, doubtful: [], isKnown: false })
  expect(judge({ curves: [curve('rollout-class', 0.3, null)], photos: 9 })).toEqual({
    best: null,
    doubtful: [],
    isKnown: false,
  })
})

test('the CSV has every point of every map', () => {
  const result: Faithfulness = {
    model: 'deit',
    photos: 24,
    filter: {},
    runs: 7,
    shares: [0, 1],
    steps: 1,
    seed: 1,
    measuredAt: 0,
    curves,
  }
  const rows = parse<Record<string, string>>(writeCurves(result), { columns: true })
  expect(rows).toHaveLength(8)
  expect(rows[3]).toEqual({
    model: 'deit',
    photos: '24',
    steps: '1',
    seed: '1',
    map: 'rollout-class',
    share: '1',
    deletion: '0.1',
    insertion: '0.9',
    deletion_area: '0.2',
    deletion_error: '0.01',
    insertion_area: '0.5',
    insertion_error: '0.02',
    gain: '0.2',
    gain_error: '0.01',
  })
  expect(rows.find(({ map }) => map === 'random')!['gain']).toBe('')
})

test('runs of the model, as the service counts them', () => {
  expect(countRuns(200, 14, 3)).toBe(16_001)
  expect(countRuns(8, 14, 6)).toBe(1265)
})

test('what the blurred photo keeps', () => {
  expect(keptByBlur({ curves })).toBeCloseTo(0.2 / 0.9, 12)
  expect(keptByBlur({ curves: [{ ...curves[0]!, insertion: [0, 0] }] })).toBe(1)
})
