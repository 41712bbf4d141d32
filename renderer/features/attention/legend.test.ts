import { expect, test } from 'vitest'
import { legendGradient } from './legend.ts'

test('the legend of a map begins clear and ends covered', () => {
  const gradient = legendGradient('viridis')
  expect(gradient).toMatch(/^linear-gradient\(to right, rgb\(68 1 84 \/ 0%\), /)
  expect(gradient).toMatch(/rgb\(253 231 37 \/ 100%\)\)$/)
})

test('the legend of a difference is clear in its middle', () => {
  const alphas = [...legendGradient('difference').matchAll(/\/ (\d+)%/g)].map((match) => Number(match[1]))
  expect(alphas[0]).toBe(100)
  expect(alphas[8]).toBe(0)
  expect(alphas[16]).toBe(100)
})
