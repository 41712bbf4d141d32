import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allowedErrors, boundErrors, findSampleSize } from './bound.ts'
import { hypergeometricCdf } from './hypergeometric.ts'

type Row = [number, number, number, number, number]
const fixtures = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/hypergeometric.json'), 'utf8')) as {
  cdf: Row[]
  bounds: Row[]
  sizes: [...Row, number][]
}

test('probabilities are those of exact whole-number arithmetic', () => {
  expect(fixtures.cdf.length).toBeGreaterThan(80)
  for (const [population, marked, drawn, x, expected] of fixtures.cdf) {
    const probability = hypergeometricCdf(x, { population, marked, drawn })
    const difference = Math.abs(probability - expected) / Math.max(expected, 1e-300)
    expect([population, marked, drawn, x, difference < 1e-11]).toEqual([population, marked, drawn, x, true])
  }
})

test('bounds and sample sizes are those of SciPy', () => {
  for (const [population, sampled, errors, alpha, expected] of fixtures.bounds)
    expect([population, sampled, errors, alpha, boundErrors({ population, sampled, errors }, alpha)]).toEqual([
      population,
      sampled,
      errors,
      alpha,
      expected,
    ])
  for (const [population, total, allowed, errors, alpha, expected] of fixtures.sizes) {
    const target = (total - allowed) / total
    expect(allowedErrors(total, target)).toBe(allowed)
    expect(findSampleSize({ population, total, target, errors, alpha })).toBe(expected)
  }
})

test('99 % of 6,096, of which 4,600 were not decided, takes what was simulated', () => {
  const goal = { population: 4600, total: 6096, target: 0.99, alpha: 0.05 }
  expect([0, 1, 2, 4].map((errors) => findSampleSize({ ...goal, errors }))).toEqual([220, 340, 443, 621])
})

test('the sample found is enough, and one photo less is not', () => {
  for (const population of [1, 2, 9, 100, 4600])
    for (const errors of [0, 1, 3])
      for (const alpha of [0.04, 0.008]) {
        const goal = { population, total: population + 50, target: 0.97, alpha }
        const sampled = findSampleSize({ ...goal, errors })
        const isEnough = (size: number): boolean =>
          boundErrors({ population, sampled: size, errors }, alpha) - errors <= allowedErrors(goal.total, goal.target)
        if (errors > population) continue
        expect(isEnough(sampled)).toBe(true)
        if (sampled > errors) expect(isEnough(sampled - 1)).toBe(false)
      }
})

test('a whole population that was looked at has the errors found, an unseen one may have any', () => {
  expect(boundErrors({ population: 70, sampled: 70, errors: 3 }, 0.05)).toBe(3)
  expect(boundErrors({ population: 70, sampled: 0, errors: 0 }, 0.05)).toBe(70)
  expect(boundErrors({ population: 0, sampled: 0, errors: 0 }, 0.05)).toBe(0)
})

test('a share of a total is met by whole photos, whatever its last binary digit', () => {
  expect(allowedErrors(6096, 0.99)).toBe(60)
  expect(allowedErrors(100, 0.57)).toBe(43)
  expect(allowedErrors(1000, 0.995)).toBe(5)
  expect(allowedErrors(300, 0.97)).toBe(9)
  expect(allowedErrors(10, 1)).toBe(0)
  expect(allowedErrors(3, 0.5)).toBe(1)
})
