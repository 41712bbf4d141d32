import { expect, test } from 'vitest'
import type { ModelInfo } from '../model-library/calls.ts'
import type { PrelabelResult } from '../predict/calls.ts'
import {
  formatBytes,
  formatDuration,
  formatExport,
  formatFaithfulness,
  formatFigure,
  formatMeasured,
  formatModels,
  formatPrelabel,
  formatRate,
} from './format.ts'

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.5, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.6, '1 h 0 min'],
  [3840, '1 h 4 min'],
  [90_000, '25 h 0 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('bytes', () => {
  expect(formatBytes(11_601_716)).toBe('11.1 MiB')
})

const exported = {
  file: 'a.csv',
  rows: 10,
  labeled: 1,
  preLabeled: 6,
  needsReview: 2,
  failed: 1,
  notYet: 0,
  missing: 0,
}
const result: PrelabelResult = {
  catalog: '/data/a.glance',
  model: 'default',
  engine: 'cpu',
  images: 10,
  inferred: 8,
  copied: 0,
  failed: 2,
  unreachable: 0,
  cancelled: false,
  seconds: 4,
  export: null,
}

test('a run', () => {
  expect(formatPrelabel(result)).toBe(
    '10 photos: 8 pre-labeled now, 2 failed, in 4 s (2.0 photos/s overall)\nProject: /data/a.glance',
  )
  expect(formatPrelabel({ ...result, inferred: 0, copied: 3, cancelled: true, export: exported }).split('\n')).toEqual([
    '10 photos: 0 pre-labeled now, 3 identical to others, 2 failed, in 4 s',
    'Project: /data/a.glance',
    'Labels: a.csv (10 rows: 1 labeled, 6 pre-labeled, 2 need review, 1 failed)',
    'Interrupted. The same command resumes from here.',
  ])
})

test('a rate is never shown as nothing', () => {
  expect([0.04, 3.2].map(formatRate)).toEqual(['2.4 photos/min', '3.2 photos/s'])
})

test('measured models, with what is published of them and without', () => {
  const measured = {
    modelId: 'a',
    title: 'DeiT-Ti',
    engine: 'cpu',
    description: 'native CPU',
    size: 224,
    macs: 1.258e9,
    imagesPerSecond: 61.04,
    loadSeconds: 0.456,
    memory: 157_286_400,
    measuredAt: 0,
    machine: 'test',
    top1: 0.722,
  } as const
  expect(
    formatMeasured([
      measured,
      { ...measured, title: 'Somebody’s', engine: 'page', macs: null, memory: null, top1: null },
    ]).split('\n'),
  ).toEqual([
    'model       pixels  MACs    engine  images/s  load time  memory     ImageNet top-1',
    'DeiT-Ti     224 px  1.26 G  cpu     61.0      0.46 s     150.0 MiB  72.2 %',
    'Somebody’s  224 px  –       page    61.0      0.46 s     –          –',
  ])
  expect(formatMeasured([])).toBe('Nothing was measured.')
})

test('an export tells of photos that are gone', () => {
  expect(formatExport({ ...exported, missing: 4 })).toMatch(/1 failed; 4 no longer in the folder, skipped\)$/)
})

test('models stand in columns', () => {
  const deit: ModelInfo = {
    id: 'x',
    name: 'deit',
    classes: 1000,
    size: 224,
    parameters: 5_910_800,
    distilled: true,
    attention: true,
    bytes: 2 ** 20,
    precision: 'float32',
    path: '',
    isDefault: true,
    isEmbedded: true,
  }
  expect(
    formatModels([
      deit,
      { ...deit, id: 'vit-0a1b2c3d', distilled: false, isEmbedded: false, precision: 'float16' },
      {
        ...deit,
        id: 'net-01234567',
        isDefault: false,
        attention: false,
        distilled: false,
        parameters: null,
        classes: 7,
      },
    ]).split('\n'),
  ).toEqual([
    'default       224 px  1000 classes  5.9 M parameters  class and distillation token  float32  1.0 MiB',
    'vit-0a1b2c3d  224 px  1000 classes  5.9 M parameters  class token                   float16  1.0 MiB, the default',
    'net-01234567  224 px  7 classes     ONNX              no attention                  float32  1.0 MiB',
  ])
})

test('a figure has three decimals where it is small, and its aim', () => {
  expect(formatFigure({ type: 'figure', name: 'ratio', value: 0.9612, unit: '', aim: '≥ 0.95' })).toMatch(
    /^ratio {51} +0\.961 {3}\(aim ≥ 0\.95\)$/,
  )
  expect(formatFigure({ type: 'figure', name: 'decode', value: 164.96, unit: 'photos/s' })).toMatch(
    /^decode +165\.0 photos\/s$/,
  )
})

test('maps by what they are worth, the best first', () => {
  const curve = (map: 'rollout-class' | 'random', deletionArea: number, insertionArea: number) => ({
    map,
    deletion: [],
    insertion: [],
    deletionArea,
    deletionError: 0.0123,
    insertionArea,
    insertionError: 0.0456,
    ...(map === 'random' ? { gain: null, gainError: null } : { gain: 0.25, gainError: 0.01 }),
  })
  const text = formatFaithfulness({
    model: 'deit',
    photos: 200,
    filter: {},
    runs: 16_201,
    shares: [],
    steps: 14,
    seed: 1,
    measuredAt: 0,
    curves: [curve('random', 0.3, 0.35), curve('rollout-class', 0.2, 0.5)],
  })
  expect(text.split('\n')).toEqual([
    'deit: 200 photos, 14 steps, seed 1, 16201 runs of the model. Area under the curve ± standard error;',
    'gain is insertion − deletion above that of the random map, per photo:',
    'map            deletion (lower is better)  insertion (higher is better)  gain over random',
    'rollout-class  0.200 ± 0.012               0.500 ± 0.046                 0.250 ± 0.010',
    'random         0.300 ± 0.012               0.350 ± 0.046                 –',
  ])
})
