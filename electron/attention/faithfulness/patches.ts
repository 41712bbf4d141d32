import type { Preprocessing } from '../../../models/deit/preprocess.ts'

/** Pixels a side of the model's input and of one patch. */
export interface Grid {
  size: number
  patchSize: number
}

/** Patches by their place, the most important first; equal ones in the order of their places. */
export const rankPatches = (map: ArrayLike<number>): number[] =>
  Array.from({ length: map.length }, (_, patch) => patch).sort((one, other) => map[other]! - map[one]! || one - other)

/**
 * How many patches are replaced at each point of a curve:
 * `steps` + 1 numbers from 0 to all, as even as whole patches can be.
 */
export const countReplaced = (patches: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, step) => Math.round((step * patches) / steps))

/** A photo of nothing but the mean colour: 0 once it is normalised, as near as a byte comes. uint8 [size, size, 3] */
export const meanColour = ({ size, mean }: Pick<Preprocessing, 'size' | 'mean'>): Uint8Array =>
  Uint8Array.from({ length: size * size * 3 }, (_, index) => Math.floor(255 * mean[index % 3]! + 0.5))

/** `ground` with these patches of `other`; both uint8 [size, size, 3]. */
export function replacePatches(
  ground: Uint8Array,
  other: Uint8Array,
  patches: readonly number[],
  { size, patchSize }: Grid,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(ground)
  const side = size / patchSize
  for (const patch of patches) {
    const first = (Math.floor(patch / side) * patchSize * size + (patch % side) * patchSize) * 3
    for (let row = 0; row < patchSize; row++) {
      const from = first + row * size * 3
      result.set(other.subarray(from, from + patchSize * 3), from)
    }
  }
  return result
}
