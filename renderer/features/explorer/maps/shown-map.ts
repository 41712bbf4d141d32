import type { HeadFusion } from '../../../../models/deit/attention.ts'
import type { AttentionMap } from '../../../../electron/api/page.ts'
import { rolloutFused } from '../../../../models/deit/rollout.ts'
import { mean, type Row, share, subtract, type TokenChoice } from '../../attention/attention.ts'
import { chooseMap, type ChosenMap, limitChoice, type MapChoice, type MapPieces } from '../../attention/choose-map.ts'
import { largest } from '../../attention/heat.ts'

export type Shape = Pick<AttentionMap, 'tokens' | 'side' | 'layers' | 'heads'>

/** What the explorer has of a photo beside what the review has. */
export interface ExploredPieces extends MapPieces {
  /** The rollout of the special tokens as chosen, float64 [tokens, S]: see `rollout`. */
  rows: Float64Array | null
  fusedError: string | null
  /** What the chosen patch attends to, float32 [layers, heads, S]. */
  patchRows: Float32Array | null
  patchError: string | null
}

export interface ExplorerChoice extends MapChoice {
  fusion: HeadFusion
  discard: number
  /** How many layers a rollout goes through, the first ones; null for all. */
  upTo: number | null
  /** Its number, row by row; null where the tokens are explored. */
  patch: number | null
}

/**
 * The map of a photo that the explorer shows large, as far as it is there. Runs no model:
 * everything comes from rows and matrices that are held.
 */
export function chooseShown(pieces: ExploredPieces, choice: ExplorerChoice): ChosenMap {
  const isPatch = choice.patch !== null
  const known = chooseMap(pieces, isPatch ? { ...choice, token: 'class' } : choice)
  const map = pieces.detail?.map ?? null
  if (map === null) return known
  const { token, layer, head } = limitChoice(choice, map)
  if (isPatch) {
    const rows = pieces.patchRows
    return rows === null
      ? { ...known, row: null, reason: pieces.patchError }
      : withRow(known, readPatch(rows, map, patchLayer(layer, map), head).row)
  }
  if (layer !== null) return known
  if (pieces.rows !== null) return withRow(known, readRollout(pieces.rows, map, token))
  // The stored rollout is the mean of the heads with nothing discarded: it is there before the matrices are.
  const isStored = choice.fusion === 'mean' && choice.discard === 0 && limitUpTo(choice.upTo, map) === map.layers
  return isStored ? known : { ...known, row: null, reason: pieces.fusedError }
}

const withRow = (known: ChosenMap, row: Row): ChosenMap => ({ ...known, row, max: largest(row), reason: null })

/** The layer in which a patch is explored where none is chosen: the last one. A rollout is of the special tokens. */
export const patchLayer = (layer: number | null, { layers }: Pick<Shape, 'layers'>): number => layer ?? layers - 1

/** Layers that a rollout goes through on this model. */
export const limitUpTo = (upTo: number | null, { layers }: Pick<Shape, 'layers'>): number =>
  Math.max(1, Math.min(upTo ?? layers, layers))

/** The rollout of the special tokens through the first layers, float64 [tokens, S]. */
export const rollout = (
  fused: Float32Array,
  { tokens, side }: Shape,
  discardRatio: number,
  layers: number,
): Float64Array => rolloutFused(fused, { tokens: tokens + side ** 2, specialTokens: tokens, discardRatio, layers })

/** A token's part of a rollout over the patches, as shares of it. */
export function readRollout(
  rows: Float64Array,
  { tokens, side }: Pick<Shape, 'tokens' | 'side'>,
  choice: TokenChoice,
): Row {
  const length = tokens + side ** 2
  const read = (token: number): Row => share(rows.subarray(token * length + tokens, (token + 1) * length))
  if (tokens < 2 || choice === 'class') return read(0)
  return choice === 'distillation' ? read(1) : subtract(read(0), read(1))
}

/**
 * What a patch attends to in a layer, of one head or the mean of all (null):
 * the patches, and beside them each special token's weight.
 */
export function readPatch(
  rows: Float32Array,
  { tokens, side, heads }: Shape,
  layer: number,
  head: number | null,
): { row: Row; special: number[] } {
  const length = tokens + side ** 2
  const read = (one: number): Float32Array =>
    rows.subarray((layer * heads + one) * length, (layer * heads + one + 1) * length)
  const whole =
    head === null ? mean(Array.from({ length: heads }, (_, one) => read(one))) : Float32Array.from(read(head))
  return { row: whole.slice(tokens), special: [...whole.subarray(0, tokens)] }
}
