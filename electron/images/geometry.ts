import type { Interpolation } from '../../models/deit/preprocess.ts'

/** The size of a model's input: the shorter side to `resize`, then a square of `crop` from the centre. */
export interface DecodeSizes {
  resize: number
  crop: number
  interpolation: Interpolation
}

export interface Size {
  width: number
  height: number
}

export interface Region extends Size {
  left: number
  top: number
}

/** RGB pixels, row by row. */
export interface Raster extends Size {
  data: Uint8Array
}

/**
 * Longer to shorter side; beyond it only the centre of an image is used, or a 100000×10 strip would fill the memory.
 */
const aspectLimit = 8

/** The part of an image that is worth resizing, or null for all of it. */
export function boundAspect({ width, height }: Size): Region | null {
  const limit = aspectLimit * Math.min(width, height)
  if (Math.max(width, height) <= limit) return null
  return centreRegion({ width, height }, { width: Math.min(width, limit), height: Math.min(height, limit) })
}

/** A region in the middle. */
export const centreRegion = (outer: Size, inner: Size): Region => ({
  ...inner,
  left: Math.round((outer.width - inner.width) / 2),
  top: Math.round((outer.height - inner.height) / 2),
})

/** Cuts a region out of RGB pixels. */
export function cropPixels(data: Uint8Array, size: Size, { left, top, width, height }: Region): Uint8Array {
  if (width === size.width && height === size.height) return data
  const cut = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * size.width + left) * 3
    cut.set(data.subarray(from, from + width * 3), y * width * 3)
  }
  return cut
}
