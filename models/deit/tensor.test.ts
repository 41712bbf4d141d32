import { describe, expect, test } from 'vitest'
import { toFloat32 } from './tensor.ts'

const bytesOf = (...words: number[]) => new Uint8Array(Uint16Array.from(words).buffer)

describe('toFloat32', () => {
  test('float16: zeros, subnormals, normals, infinities, NaN', () => {
    const values = toFloat32(
      bytesOf(0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00),
      'float16',
    )
    expect([...values]).toEqual([0, -0, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 1, -2, 65_504, Infinity, -Infinity, NaN])
  })

  test('float16: all 65,536 values equal sign · significand · 2^exponent', () => {
    const values = toFloat32(new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, i) => i).buffer), 'float16')
    const expected = Float32Array.from({ length: 65_536 }, (_, half) => {
      const sign = half & 0x8000 ? -1 : 1
      const exponent = (half >> 10) & 31
      const fraction = half & 1023
      if (exponent === 31) return fraction ? NaN : sign * Infinity
      return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
    })
    expect(values.every((value, i) => Object.is(value, expected[i]))).toBe(true)
  })

  test('bfloat16: subnormals, infinities and NaN keep their bits', () => {
    const values = toFloat32(bytesOf(0x3f80, 0xc040, 0x0001, 0x7f80, 0xff80, 0x7fc0, 0x8000), 'bfloat16')
    expect([...values]).toEqual([1, -3, 2 ** -133, Infinity, -Infinity, NaN, -0])
  })

  test('float64 rounds to the nearest float32', () => {
    expect([...toFloat32(new Uint8Array(Float64Array.of(0.1, 1e300, -2.5).buffer), 'float64')]).toEqual([
      Math.fround(0.1),
      Infinity,
      -2.5,
    ])
  })

  test('little-endian whatever the alignment; aligned float32 is not copied', () => {
    const bytes = new Uint8Array(13)
    bytes.set([0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0], 1)
    expect([...toFloat32(bytes.subarray(1, 9), 'float32')]).toEqual([1, -2])
    const aligned = new Uint8Array(Float32Array.of(1, 2).buffer)
    expect(toFloat32(aligned, 'float32').buffer).toBe(aligned.buffer)
    expect([...toFloat32(bytes.subarray(3, 5), 'bfloat16')]).toEqual([1])
  })
})
