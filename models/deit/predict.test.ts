import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centreLogProbabilities, predict, softmax, topClasses } from './predict.ts'

const logits = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 })

test('softmax sums to 1, whatever the logits, and keeps their order', () => {
  fc.assert(
    fc.property(logits, (values) => {
      const given = Float32Array.from(values)
      const probabilities = softmax(given)
      expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12)
      for (const [i, p] of probabilities.entries())
        for (const [j, q] of probabilities.entries()) if (given[i]! >= given[j]!) expect(p).toBeGreaterThanOrEqual(q)
    }),
  )
})

test('softmax by hand, far beyond what exp can hold', () => {
  expect([...softmax(new Float32Array([1000, 1000, -1000]))]).toEqual([0.5, 0.5, 0])
  expect(softmax(new Float32Array([0, Math.log(3)]))[1]).toBeCloseTo(0.75, 7)
  // Probabilities of an external classifier come as logarithms: a zero is one too.
  expect([...softmax(new Float32Array([-Infinity, 0]))]).toEqual([0, 1])
})

test('topClasses equals a full sort, ties by index', () => {
  const probabilities = fc.array(fc.constantFrom(0, 0.1, 0.2, 0.25, 0.5), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(probabilities, fc.integer({ min: 1, max: 40 }), (values, k) => {
      const sorted = values
        .map((confidence, classIndex) => ({ classIndex, confidence }))
        .sort((a, b) => b.confidence - a.confidence || a.classIndex - b.classIndex)
      expect(topClasses(Float64Array.from(values), k)).toEqual(sorted.slice(0, k))
    }),
  )
})

test('two heads are fused by the average of their logits, not of their probabilities', () => {
  // Averaged logits are [2, 2.5, 0]; averaged probabilities would put class 0 first.
  const { fused, cls, dist, agreement } = predict(new Float32Array([4, 0, 0]), new Float32Array([0, 5, 0]), 3)
  const sum = Math.exp(2) + Math.exp(2.5) + 1
  expect(fused.map(({ classIndex }) => classIndex)).toEqual([1, 0, 2])
  expect(fused[0]!.confidence).toBeCloseTo(Math.exp(2.5) / sum, 6)
  expect(cls[0]!.classIndex).toBe(0)
  expect(dist![0]!.classIndex).toBe(1)
  expect(agreement).toBe(false)
})

test('the heads agree when they name the same class first', () => {
  expect(predict(new Float32Array([1, 2, 3]), new Float32Array([0, 0, 1]), 1)).toMatchObject({
    agreement: true,
    fused: [{ classIndex: 2 }],
  })
})

test('a single head is the prediction, and has no agreement', () => {
  const { fused, cls, dist, agreement } = predict(new Float32Array([1, 2]), null, 5)
  expect(fused).toEqual(cls)
  expect(fused).toHaveLength(2)
  expect([dist, agreement]).toEqual([null, null])
})

test('centred log-probabilities: the same classes, and 0 on average', () => {
  const logits = new Float32Array([3, -1, 0.5, 900, 2])
  const centred = centreLogProbabilities(logits)
  expect(centred.reduce((sum, value) => sum + value)).toBeCloseTo(0, 3)
  softmax(centred).forEach((probability, index) => expect(probability).toBeCloseTo(softmax(logits)[index]!, 6))
  const logs = softmax(new Float32Array([3, -1, 0.5])).map(Math.log)
  const mean = logs.reduce((sum, value) => sum + value) / 3
  centreLogProbabilities(new Float32Array([3, -1, 0.5])).forEach((value, index) =>
    expect(value).toBeCloseTo(logs[index]! - mean, 5),
  )
})
