/** Kernels that a photo is resized with. */
export type Interpolation = 'bicubic' | 'bilinear' | 'lanczos'

/** How a photo becomes a model's input: pinned by model, because published configurations disagree among themselves. */
export interface Preprocessing {
  /** Pixels a side of the square that the model sees. */
  size: number
  /** `size` divided by the shorter side of the resized photo: 0.875 in the paper (224 of 256, 384 of 438). */
  cropRatio: number
  interpolation: Interpolation
  /** Per channel R, G, B, of values between 0 and 1. */
  mean: [number, number, number]
  std: [number, number, number]
}

/** ImageNet's mean and standard deviation, which DeiT was trained with. */
export const imagenetMean: [number, number, number] = [0.485, 0.456, 0.406]
export const imagenetStd: [number, number, number] = [0.229, 0.224, 0.225]

/** DeiT's own evaluation transform at a resolution of `size` pixels. */
export const deitPreprocessing = (size: number): Preprocessing => ({
  size,
  cropRatio: 0.875,
  interpolation: 'bicubic',
  mean: imagenetMean,
  std: imagenetStd,
})

/** Pixels of the resized photo's shorter side. The tiny addend keeps 96 / (96 / 110) at 110. */
export const resizedSide = (preprocessing: Preprocessing): number =>
  Math.floor(preprocessing.size / preprocessing.cropRatio + 1e-6)

/** How a photo is decoded for a model: its shorter side resized, then the square in the middle, in pixels. */
export const decodeSizes = (
  preprocessing: Preprocessing,
): { resize: number; crop: number; interpolation: Interpolation } => ({
  resize: resizedSide(preprocessing),
  crop: preprocessing.size,
  interpolation: preprocessing.interpolation,
})

/**
 * Pixels to the model's input: (value / 255 − mean) / std, channels first.
 *
 * @param pixels uint8 [n, size, size, 3], RGB, rows from the top
 * @param batch images in the result; those past n stay zero, so that every run has one fixed shape
 * @returns float32 [batch, 3, size, size]
 */
export function normalizePixels(pixels: Uint8Array, batch: number, { size, mean, std }: Preprocessing): Float32Array {
  const plane = size * size
  const count = pixels.length / (3 * plane)
  if (!Number.isInteger(count) || count > batch) {
    throw new RangeError(`expected at most ${batch} images of ${size}×${size}×3 bytes, got ${pixels.length} bytes`)
  }
  const result = new Float32Array(batch * 3 * plane)
  for (let channel = 0; channel < 3; channel++) {
    // 256 possible values a channel: a table beats a division a pixel.
    const table = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]!) / std[channel]!)
    for (let image = 0; image < count; image++) {
      const target = (image * 3 + channel) * plane
      let source = image * 3 * plane + channel
      for (let index = 0; index < plane; index++, source += 3) result[target + index] = table[pixels[source]!]!
    }
  }
  return result
}
