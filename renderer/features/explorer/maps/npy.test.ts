import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeNpy } from './npy.ts'

const written = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.npy`))
const count = (length: number, make: (index: number) => number): Float32Array =>
  Float32Array.from({ length }, (_, index) => make(index))

test('files are those that numpy writes, byte for byte', () => {
  expect(Buffer.from(writeNpy(Float32Array.of(0, 1.5, -2.25), [3]))).toEqual(written('vector'))
  expect(
    Buffer.from(
      writeNpy(
        count(18, (index) => index / 8),
        [2, 3, 3],
      ),
    ),
  ).toEqual(written('maps'))
  expect(
    Buffer.from(
      writeNpy(
        count(48, (index) => index / 4 - 6),
        [2, 3, 2, 2, 2],
      ),
    ),
  ).toEqual(written('rows'))
})

test('data begins at a multiple of 64 bytes and holds every value, whatever the shape', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }), (shape) => {
      const values = count(
        shape.reduce((product, length) => product * length),
        (index) => Math.fround(Math.sin(index)),
      )
      const bytes = writeNpy(values, shape)
      const start = 10 + new DataView(bytes.buffer).getUint16(8, true)
      expect(start % 64).toBe(0)
      expect(String.fromCharCode(bytes[start - 1]!)).toBe('\n')
      expect(new Float32Array(bytes.buffer.slice(start))).toEqual(values)
    }),
  )
})

test('a shape of another size is refused', () => {
  expect(() => writeNpy(new Float32Array(5), [2, 3])).toThrow('expected 2×3 = 6 values, got 5')
})
