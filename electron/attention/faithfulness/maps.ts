import { makeRandom } from '../../lib/random.ts'
import type { MapKind } from '../calls.ts'
import { type DeitConfig, patchCount, sequenceLength, specialTokens } from '../../../models/deit/config.ts'
import { meanMap } from '../../../models/deit/map-distance.ts'
import type { BatchOutput } from '../../../models/runtime/engine.ts'

/** An image of a batch that a model with rollout and attention rows has answered for. */
interface MapSource {
  output: BatchOutput
  index: number
  config: DeitConfig
  /** Of the random map: the same one for the same seed. */
  seed: number
}

/** How a kind of map is read, [patches], and whether there is one without a distillation token. */
interface MapDefinition {
  isPlain: boolean
  read: (source: MapSource) => ArrayLike<number>
}

/**
 * The rollouts are the graph's (heads averaged, nothing discarded); the last layer's rows are averaged over its heads;
 * the mean of both tokens is taken of their shares.
 */
const definitions: Record<MapKind, MapDefinition> = {
  'rollout-class': { isPlain: true, read: (source) => readRollout(source, 0) },
  'rollout-distillation': { isPlain: false, read: (source) => readRollout(source, 1) },
  'rollout-mean': {
    isPlain: false,
    read: (source) => meanMap([readRollout(source, 0), readRollout(source, 1)])!,
  },
  'last-layer-class': { isPlain: true, read: (source) => readLastLayer(source, 0) },
  'last-layer-distillation': { isPlain: false, read: (source) => readLastLayer(source, 1) },
  random: { isPlain: true, read: ({ config, seed }) => randomMap(patchCount(config), seed) },
}

/** Kinds of maps that a model has, with the one that has nothing to do with it. */
export const mapsOf = (config: DeitConfig, wanted: readonly MapKind[]): MapKind[] =>
  wanted.filter((kind) => config.distilled || definitions[kind].isPlain)

/** One map of an image over the patches, [patches]. */
export const readMap = (kind: MapKind, source: MapSource): ArrayLike<number> => definitions[kind].read(source)

function readRollout({ output: { rollout }, index, config }: MapSource, token: number): Float32Array {
  return readRow(rollout!, index * specialTokens(config) + token, config)
}

function readLastLayer({ output: { attentionRows }, index, config }: MapSource, token: number): Float64Array {
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
