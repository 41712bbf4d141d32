import { makeRandom } from '../../lib/random.ts'
import type { MapKind } from '../calls.ts'
import { type DeitConfig, patchCount, sequenceLength, specialTokens } from '../../../models/deit/config.ts'
import { meanMap } from '../../../models/deit/map-distance.ts'
import type { BatchOutput } from '../../../models/runtime/engine.ts'

/** Kinds of maps that a model has, with the one that has nothing to do with it. */
export const mapsOf = (config: DeitConfig, wanted: readonly MapKind[]): MapKind[] =>
  wanted.filter(
    (kind) => config.distilled || kind === 'rollout-class' || kind === 'last-layer-class' || kind === 'random',
  )

/**
 * One map of an image of a batch, over the patches. The rollouts are the graph's (heads averaged, nothing discarded); the last layer's rows are
 * averaged over its heads; the mean of both tokens is taken of their shares; the random one is the same for the same seed.
 *
 * @param output with rollout and attention rows
 * @returns [patches]
 */
export function readMap(
  output: BatchOutput,
  index: number,
  kind: MapKind,
  { config, seed }: { config: DeitConfig; seed: number },
): ArrayLike<number> {
  if (kind === 'random') return randomMap(patchCount(config), seed)
  if (kind === 'rollout-mean')
    return meanMap([readRollout(output, index, 0, config), readRollout(output, index, 1, config)])!
  const token = kind.endsWith('distillation') ? 1 : 0
  return kind.startsWith('rollout')
    ? readRollout(output, index, token, config)
    : readLastLayer(output, index, token, config)
}

function readRollout({ rollout }: BatchOutput, index: number, token: number, config: DeitConfig): Float32Array {
  return readRow(rollout!, index * specialTokens(config) + token, config)
}

function readLastLayer({ attentionRows }: BatchOutput, index: number, token: number, config: DeitConfig): Float64Array {
  const { depth, heads } = config
  const [tokens, patches] = [specialTokens(config), patchCount(config)]
  const mean = new Float64Array(patches)
  for (let head = 0; head < heads; head++) {
    const row = readRow(attentionRows!, ((index * depth + depth - 1) * heads + head) * tokens + token, config)
    for (let patch = 0; patch < patches; patch++) mean[patch]! += row[patch]! / heads
  }
  return mean
}

/** One of many rows over all tokens, without the special ones. */
function readRow(rows: Float32Array, place: number, config: DeitConfig): Float32Array {
  const length = sequenceLength(config)
  return rows.subarray(place * length + specialTokens(config), (place + 1) * length)
}

/** Chance: what any map has to beat. */
export function randomMap(patches: number, seed: number): Float64Array {
  const random = makeRandom(seed)
  return Float64Array.from({ length: patches }, () => random.int(0, 0x7fffffff))
}

/** A seed of its own for every photo. */
export const seedOf = (seed: number, imageId: number): number => Math.imul(seed, 0x9e3779b1) ^ imageId
