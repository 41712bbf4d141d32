import type { Tensor } from './tensor.ts'

/** Keys' cubic convolution constant, as PyTorch has it (other libraries take -0.5). */
const a = -0.75

/**
 * Resamples position embeddings to another grid of patches, as the paper does to fine-tune at a higher resolution
 * (arXiv 2012.12877, section 3; its code and Hugging Face agree): torch's `interpolate(mode='bicubic',
 * align_corners=False)`, without antialias, over the patches; the special tokens' own positions stay as they are.
 *
 * @param posEmbed [1, T + G², D], special tokens first, patches row by row.
 * @param options.toGrid patches a side wanted; any whole number from 1.
 * @returns [1, T + toGrid², D]; the same object when the grid is already that.
 * @throws RangeError when the shape is not [1, T + G², D] or toGrid is not a whole number from 1:
 * a caller's mistake, files are checked before.
 */
export function interpolatePositions(posEmbed: Tensor, options: { specialTokens: number; toGrid: number }): Tensor {
  const { specialTokens: special, toGrid } = options
  const [batch, tokens, width] = posEmbed.shape
  const grid = Math.sqrt((tokens ?? 0) - special)
  if (
    posEmbed.shape.length !== 3 ||
    batch !== 1 ||
    width === undefined ||
    !Number.isInteger(grid) ||
    grid < 1 ||
    !Number.isInteger(toGrid) ||
    toGrid < 1
  ) {
    throw new RangeError(
      `cannot bring positions [${posEmbed.shape.join(', ')}] with ${special} special tokens to a grid of ${toGrid}`,
    )
  }
  if (toGrid === grid) return posEmbed
  const taps = findTaps(grid, toGrid)
  const patches = posEmbed.data.subarray(special * width)
  const rows = resample(patches, { taps, lines: 1, from: grid, step: grid * width }) // [toGrid, grid, D]
  const both = resample(rows, { taps, lines: toGrid, from: grid, step: width }) // [toGrid, toGrid, D]
  const data = new Float32Array((special + toGrid * toGrid) * width)
  data.set(posEmbed.data.subarray(0, special * width))
  data.set(both, special * width)
  return { shape: [1, special + toGrid * toGrid, width], data }
}

interface Taps {
  at: readonly [number, number, number, number]
  weight: readonly [number, number, number, number]
}

/** For each output place, its four neighbours (repeated at the border) and their weights. */
function findTaps(from: number, to: number): Taps[] {
  const clamp = (index: number) => Math.min(Math.max(index, 0), from - 1)
  return Array.from({ length: to }, (_, i) => {
    const center = (from / to) * (i + 0.5) - 0.5 // pixel centres, not corners, coincide
    const left = Math.floor(center)
    const t = center - left
    return {
      at: [clamp(left - 1), clamp(left), clamp(left + 1), clamp(left + 2)],
      weight: [outer(t + 1), inner(t), inner(1 - t), outer(2 - t)],
    }
  })
}

const inner = (x: number): number => ((a + 2) * x - (a + 3)) * x * x + 1
const outer = (x: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

/** Resamples the middle axis of [lines, from, step] to [lines, taps, step]. */
function resample(
  data: ArrayLike<number>,
  { taps, lines, from, step }: { taps: readonly Taps[]; lines: number; from: number; step: number },
): Float64Array {
  const out = new Float64Array(lines * taps.length * step)
  for (let line = 0; line < lines; line++) {
    for (const [i, { at, weight }] of taps.entries()) {
      const [w, x, y, z] = at.map((index) => (line * from + index) * step) as [number, number, number, number]
      const to = (line * taps.length + i) * step
      for (let k = 0; k < step; k++) {
        out[to + k] =
          weight[0] * data[w + k]! + weight[1] * data[x + k]! + weight[2] * data[y + k]! + weight[3] * data[z + k]!
      }
    }
  }
  return out
}
