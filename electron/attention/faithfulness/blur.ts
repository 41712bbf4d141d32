/** The blur of RISE's released code, at its 224 pixels; scaled with the input's size. */
const paper = { size: 224, taps: 11, sigma: 5 } as const

/**
 * One line of the blur's kernel, which is separable: scipy's Gaussian filter of a unit impulse within `taps` places,
 * cut at four sigma and reflected at the kernel's own ends, as RISE's code makes it. 11 taps of sigma 5 at 224 pixels;
 * nearly a box, therefore.
 *
 * @returns float64, an odd number of weights that add up to 1
 */
export function blurKernel(size: number): Float64Array {
  const taps = Math.max(3, 2 * Math.round(((paper.taps * size) / paper.size - 1) / 2) + 1)
  const sigma = (paper.sigma * size) / paper.size
  const radius = Math.floor(4 * sigma + 0.5)
  const kernel = new Float64Array(taps)
  let total = 0
  for (let offset = -radius; offset <= radius; offset++) total += gauss(offset, sigma)
  for (let offset = -radius; offset <= radius; offset++)
    kernel[reflect((taps - 1) / 2 + offset, taps)]! += gauss(offset, sigma) / total
  return kernel
}

const gauss = (offset: number, sigma: number): number => Math.exp(-0.5 * (offset / sigma) ** 2)

/** (d c b a | a b c d | d c b a) */
function reflect(place: number, length: number): number {
  const within = ((place % (2 * length)) + 2 * length) % (2 * length)
  return within < length ? within : 2 * length - 1 - within
}

/**
 * The photo that insertion begins with.
 * Beyond its edges is the mean colour, as RISE's code pads the normalised input with zeros.
 *
 * @param pixels uint8 [size, size, 3]
 * @param mean of the model's preprocessing, by channel, 0 to 1
 * @returns uint8 [size, size, 3]
 */
export function blurPixels(pixels: Uint8Array, size: number, mean: readonly number[]): Uint8Array {
  const kernel = blurKernel(size)
  // The mean is taken off first, so that what is beyond the edges counts as 0.
  const values = Float64Array.from(pixels, (value, index) => value - 255 * mean[index % 3]!)
  const blurred = blurLines(blurLines(values, size, kernel, 3), size, kernel, 3 * size)
  return Uint8Array.from(blurred, (value, index) =>
    Math.max(0, Math.min(255, Math.floor(value + 255 * mean[index % 3]! + 0.5))),
  )
}

/** Along one axis: `step` values lie between two neighbours. */
function blurLines(values: Float64Array, size: number, kernel: Float64Array, step: number): Float64Array {
  const result = new Float64Array(values.length)
  const reach = (kernel.length - 1) / 2
  for (let index = 0; index < values.length; index++) {
    const place = Math.floor(index / step) % size
    let sum = 0
    for (let offset = Math.max(-reach, -place); offset <= Math.min(reach, size - 1 - place); offset++)
      sum += kernel[offset + reach]! * values[index + offset * step]!
    result[index] = sum
  }
  return result
}
