import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchOutput } from './engine.ts'
import { decodeOutput, encodeOutput } from './wire.ts'

const tensor = (count: number, length: number) =>
  fc.float32Array({ minLength: count * length, maxLength: count * length, noNaN: true, noDefaultInfinity: true })
const outputs = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
  .chain(([count, length]): fc.Arbitrary<BatchOutput> => {
    const optional = fc.option(tensor(count, length))
    return fc.record({
      count: fc.constant(count),
      clsLogits: tensor(count, length),
      distLogits: optional,
      embeddings: optional,
      attentionRows: optional,
      rollout: optional,
      attention: optional,
    })
  })

test('what was sent arrives, bit for bit', () => {
  fc.assert(
    fc.property(outputs, (output) => {
      expect(decodeOutput(encodeOutput(output), output.count)).toEqual(output)
    }),
  )
})

test('no answer that is cut short, too long or for other images is taken', () => {
  fc.assert(
    fc.property(outputs, fc.nat(), (output, at) => {
      const bytes = encodeOutput(output)
      expect(() => decodeOutput(bytes.subarray(0, at % bytes.length), output.count)).toThrow(/cannot be used/)
      expect(() => decodeOutput(new Uint8Array([...bytes, 0, 0, 0, 0]), output.count)).toThrow('too long')
      expect(() => decodeOutput(bytes, output.count + 1)).toThrow(/images, not/)
    }),
  )
})

test('bytes of any kind never give anything but finite numbers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        expect(decodeOutput(bytes, 1).clsLogits.every(Number.isFinite)).toBe(true)
      } catch (error) {
        expect((error as Error).message).toMatch(/cannot be used/)
      }
    }),
  )
})

test('not a number is refused', () => {
  const output: BatchOutput = {
    count: 1,
    clsLogits: new Float32Array([NaN]),
    distLogits: null,
    embeddings: null,
    attentionRows: null,
    rollout: null,
    attention: null,
  }
  expect(() => decodeOutput(encodeOutput(output), 1)).toThrow('not finite numbers')
})
