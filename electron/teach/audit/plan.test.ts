import { expect, test } from 'vitest'
import { findSampleSize } from './bound.ts'
import { hypergeometricCdf } from './hypergeometric.ts'
import { planAudit } from './plan.ts'

const goal = { population: 4600, total: 6096, target: 0.99, alpha: 0.04 }

test('without expected errors none is tolerated, and the smallest sample is taken', () => {
  expect(planAudit({ ...goal, expectedErrors: 0 })).toEqual({ possible: true, tolerated: 0, sampled: 235, power: 1 })
})

test('the plan is the smallest sample that succeeds nine times of ten', () => {
  for (const expectedErrors of [0, 0.001, 0.003, 0.005, 0.008, 0.01]) {
    const plan = planAudit({ ...goal, expectedErrors })
    const marked = Math.ceil(4600 * expectedErrors)
    // One after the other, as the plan does not.
    let tolerated = 0
    const powerOf = (errors: number): number =>
      hypergeometricCdf(errors, {
        population: 4600,
        marked,
        drawn: findSampleSize({ ...goal, errors }),
      })
    while (powerOf(tolerated) < 0.9) tolerated++
    expect(plan).toEqual({
      possible: true,
      tolerated,
      sampled: findSampleSize({ ...goal, errors: tolerated }),
      power: powerOf(tolerated),
    })
  }
})

test('the nearer the estimate is to the goal, the larger is the sample, up to all photos', () => {
  const sizes = [0, 0.002, 0.006, 0.01, 0.013].map((expectedErrors) => {
    const plan = planAudit({ ...goal, expectedErrors })
    return plan.possible ? plan.sampled : -1
  })
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
  expect(sizes.at(-1)).toBeLessThanOrEqual(4600)
  expect(new Set(sizes).size).toBe(5)
})

test('an estimate below the goal is impossible, and says what it is', () => {
  expect(planAudit({ ...goal, expectedErrors: 0.02 })).toEqual({ possible: false, estimate: (6096 - 92) / 6096 })
  expect(planAudit({ ...goal, target: 1, expectedErrors: 0.0001 })).toMatchObject({ possible: false })
})

test('nothing is sampled where what was not decided cannot miss the goal', () => {
  expect(planAudit({ ...goal, population: 60, expectedErrors: 0.3 })).toEqual({
    possible: true,
    tolerated: 0,
    sampled: 0,
    power: 1,
  })
  expect(planAudit({ ...goal, population: 0, expectedErrors: 0 })).toMatchObject({ sampled: 0, power: 1 })
})

test('10,000,000 photos are planned as well', () => {
  const plan = planAudit({ population: 1e7, total: 1e7, target: 0.99, alpha: 0.008, expectedErrors: 0.009 })
  expect(plan).toMatchObject({ possible: true })
  if (plan.possible) expect(plan.power).toBeGreaterThanOrEqual(0.9)
})
