import { expect, test } from 'vitest'
import { formatBytes, formatDuration, formatFigure, formatRate } from './format.ts'

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.5, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.6, '1 h 0 min'],
  [3840, '1 h 4 min'],
  [90_000, '25 h 0 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('bytes', () => {
  expect(formatBytes(11_601_716)).toBe('11.1 MiB')
})

test('a rate is never shown as nothing', () => {
  expect([0.04, 3.2].map(formatRate)).toEqual(['2.4 photos/min', '3.2 photos/s'])
})

test('a figure has three decimals where it is small, and its aim', () => {
  expect(formatFigure({ type: 'figure', name: 'ratio', value: 0.9612, unit: '', aim: '≥ 0.95' })).toMatch(
    /^ratio {51} +0\.961 {3}\(aim ≥ 0\.95\)$/,
  )
  expect(formatFigure({ type: 'figure', name: 'decode', value: 164.96, unit: 'photos/s' })).toMatch(
    /^decode +165\.0 photos\/s$/,
  )
})
