/** A dense row-major tensor, widened to float32. `data` may be a view of the file's bytes: read only. */
export interface Tensor {
  shape: readonly number[]
  data: Float32Array
}

/** Weights by name, in the file's order. */
export type StateDict = Map<string, Tensor>

/** Floating-point element types that a checkpoint may hold. */
export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64'

export const bytesPerFloat: Record<FloatType, number> = { float16: 2, bfloat16: 2, float32: 4, float64: 8 }

export const countElements = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

export const formatShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/**
 * Widens little-endian floats to float32.
 *
 * @param bytes exactly the elements, any alignment;
 * a length that is not a whole number of elements is a caller's error.
 * @returns one float32 an element. float32 that is already aligned comes back as a view of `bytes`, not a copy.
 */
export function toFloat32(bytes: Uint8Array, type: FloatType): Float32Array {
  const { buffer, byteOffset, length } = arrange(bytes, bytesPerFloat[type])
  const count = length / bytesPerFloat[type]
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, count)
    case 'float64':
      return Float32Array.from(new Float64Array(buffer, byteOffset, count))
    case 'float16':
      return widenHalf(new Uint16Array(buffer, byteOffset, count))
    case 'bfloat16':
      return widenBrain(new Uint16Array(buffer, byteOffset, count))
  }
}

/** Bytes that typed arrays can read in place: aligned, and in the host's order. */
function arrange(bytes: Uint8Array, size: number): Uint8Array {
  if (hostIsLittleEndian && bytes.byteOffset % size === 0) return bytes
  const copy = new Uint8Array(bytes)
  if (!hostIsLittleEndian) for (let at = 0; at < copy.length; at += size) copy.subarray(at, at + size).reverse()
  return copy
}

/** bfloat16 is the upper half of a float32. */
function widenBrain(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16
  return new Float32Array(words.buffer)
}

let halfTable: Uint32Array | undefined

/** One table look-up a value: there are only 65,536 halves, and a base model has 86 million of them. */
function widenHalf(halves: Uint16Array): Float32Array {
  const table = (halfTable ??= Uint32Array.from({ length: 65_536 }, (_, half) => widenOneHalf(half)))
  const words = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) words[i] = table[halves[i]!]!
  return new Float32Array(words.buffer)
}

/** Bits of an IEEE 754 binary16 to the bits of the binary32 of the same value. */
function widenOneHalf(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13) // infinity, or NaN with its payload
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13) // bias 15 becomes 127
  if (fraction === 0) return sign
  // A subnormal half is a normal float: move its first bit to the implicit place.
  const shift = Math.clz32(fraction) - 21
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13)
}
