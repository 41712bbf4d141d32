import { expect, test } from 'vitest'
import { alphaOf } from './spending.ts'

test('all audits together use the overall probability, and each its own part', () => {
  expect(alphaOf(1)).toBeCloseTo(0.04, 15)
  expect(alphaOf(2)).toBeCloseTo(0.008, 15)
  expect(alphaOf(3)).toBeCloseTo(0.0016, 15)
  let sum = 0
  for (let audit = 1; audit < 40; audit++) sum += alphaOf(audit)
  expect(sum).toBeCloseTo(0.05, 12)
  expect(sum).toBeLessThanOrEqual(0.05 + 1e-15)
})
