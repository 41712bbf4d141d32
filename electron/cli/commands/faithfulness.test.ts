import { expect, test } from 'vitest'
import { formatFaithfulness } from './faithfulness.ts'

test('maps by their gain, the best first', () => {
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
