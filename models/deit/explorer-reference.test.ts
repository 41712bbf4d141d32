import { describe, expect, onTestFinished, test } from 'vitest'
import { openEngine } from '../runtime/open-engine.ts'
import {
  type AttentionShape,
  attentionShape,
  fuseHeads,
  type HeadFusion,
  readPatchRows,
  readSpecialRows,
} from './attention.ts'
import { measureDistance, measureEntropy } from './attention-numbers.ts'
import { largestDifference, makeModelFile, readFixture, referenceBytes } from './fixtures/make-model.ts'
import { mapDistance, subtractMaps } from './map-distance.ts'
import { attentionFlow, dropSpecialTokens, rolloutAttention, rolloutFused } from './rollout.ts'

/**
 * Every kind of map of the explorer, from the real engine, against torch;
 * fixtures/make_explorer_fixtures.py says what each is.
 */
const fusions: HeadFusion[] = ['mean', 'max', 'min']
const patches = [0, 97, 195]
const queries = [0, 1, 60, 196]

async function readAttention(name: string): Promise<{ attention: Float32Array; shape: AttentionShape }> {
  const model = makeModelFile(name)
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'attention', batchSize: 1, threads: 1 })
  onTestFinished(() => engine.dispose())
  const { attention } = await engine.run(referenceBytes(1, 224))
  return { attention: attention!, shape: attentionShape(model.metadata.config!) }
}

/** All that the reference has, as the product computes it. */
function explore(attention: Float32Array, shape: AttentionShape): Map<string, ArrayLike<number>> {
  const { tokens, specialTokens } = shape
  const entropy = measureEntropy(attention, shape)
  const found = new Map<string, ArrayLike<number>>([
    ['distance', measureDistance(attention, shape, 16).flat()],
    ['entropy_class', entropy.class.flat()],
    ['entropy_patches', entropy.patches.flat()],
    ['patch_rows', patches.flatMap((patch) => [...readPatchRows(attention, shape, patch)])],
  ])
  for (const fusion of fusions) {
    const fused = fuseHeads(attention, shape, fusion)
    const row = (layer: number, query: number): Float32Array =>
      fused.subarray((layer * tokens + query) * tokens, (layer * tokens + query + 1) * tokens)
    found.set(
      `fused_${fusion}`,
      [0, 1, 2].flatMap((layer) => queries.flatMap((query) => [...row(layer, query)])),
    )
    for (const percent of [0, 50, 90])
      found.set(`rollout_${fusion}_${percent}`, rolloutFused(fused, { ...shape, discardRatio: percent / 100 }))
  }
  for (const percent of [0, 90]) {
    found.set(
      `flow_${percent}`,
      attentionFlow(fuseHeads(attention, shape, 'mean'), { ...shape, discardRatio: percent / 100 }).flatMap((rows) => [
        ...rows,
      ]),
    )
  }
  if (specialTokens === 1) return found
  const side = tokens - specialTokens
  const pairs = (rows: ArrayLike<number>): [Float32Array, Float32Array][] => {
    const maps = dropSpecialTokens(Float32Array.from(rows), specialTokens, side)
    return Array.from({ length: maps.length / side / 2 }, (_, pair) => [
      maps.subarray(2 * pair * side, (2 * pair + 1) * side),
      maps.subarray((2 * pair + 1) * side, (2 * pair + 2) * side),
    ])
  }
  const ofRollout = pairs(found.get('rollout_mean_0')!)
  const ofHeads = pairs(readSpecialRows(attention, shape))
  found.set('entropy_distillation', entropy.distillation!.flat())
  found.set(
    'difference',
    ofRollout.flatMap(([one, other]) => [...subtractMaps(one, other)]),
  )
  found.set(
    'head_difference',
    ofHeads.flatMap(([one, other]) => [...subtractMaps(one, other)]),
  )
  found.set(
    'map_distance',
    ofRollout.map(([one, other]) => mapDistance(one, other)),
  )
  found.set(
    'head_distance',
    ofHeads.map(([one, other]) => mapDistance(one, other)),
  )
  return found
}

describe.each(['plain-timm', 'distilled-timm', 'plain-hf', 'distilled-hf'])('%s', (name) => {
  const reference = readFixture(`${name}.explorer`)

  test('every map and every figure of the explorer to 1e-4', async () => {
    const { attention, shape } = await readAttention(name)
    const found = explore(attention, shape)
    expect([...found.keys()].sort()).toEqual([...reference.keys()].sort())
    for (const [key, { data }] of reference) expect(largestDifference(found.get(key), data), key).toBeLessThan(1e-4)
  })

  test('what each layer and head lets the special tokens attend to, to 1e-4', async () => {
    const { attention, shape } = await readAttention(name)
    const { data } = readFixture(`${name}.reference`).get('attention_rows')!
    expect(largestDifference(readSpecialRows(attention, shape), data.subarray(0, data.length / 2))).toBeLessThan(1e-4)
  })
})

test('from the very matrices of the reference: they differ by rounding only', () => {
  const attention = readFixture('distilled-timm.reference').get('attention')!.data
  const reference = readFixture('distilled-timm.explorer')
  const shape = { layers: 3, heads: 3, tokens: 198, specialTokens: 2 }
  for (const [key, found] of explore(attention, shape))
    expect(largestDifference(found, reference.get(key)!.data), key).toBeLessThan(2e-5)
  for (const fusion of fusions) {
    expect(
      largestDifference(
        rolloutAttention(attention, { ...shape, fusion, discardRatio: 0.9 }),
        reference.get(`rollout_${fusion}_90`)!.data,
      ),
    ).toBeLessThan(1e-6)
  }
})
