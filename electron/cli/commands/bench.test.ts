import { expect, test } from 'vitest'
import { formatMeasured } from './bench.ts'

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
