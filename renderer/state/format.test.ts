import { expect, test } from 'vitest'
import { count, fileName, formatDay, formatDuration, formatPercent, formatRate } from './format.ts'

test('numbers read well', () => {
  expect(count(1, 'photo')).toBe('1 photo')
  expect(count(12_345, 'photo')).toBe('12,345 photos')
  expect(formatPercent(0.9999)).toBe('99 %')
  expect(formatPercent(1)).toBe('100 %')
  expect(formatPercent(0.004)).toBe('0 %')
  expect(formatRate(3.25)).toBe('3.3 images/s')
  expect(formatRate(1234.5)).toBe('1,235 images/s')
})

test('durations are rounded up to what a person waits', () => {
  expect([0, 59.2, 60, 61, 3540, 3600, 3601, 12_000].map(formatDuration)).toEqual(['1 s', '60 s', '1 min', '2 min', '59 min', '1 h', '1 h 1 min', '3 h 20 min'])
})

test('days count from midnight', () => {
  const now = new Date(2024, 4, 10, 0, 30).getTime()
  expect(formatDay(now - 3_600_000, now)).toBe('yesterday')
  expect(formatDay(now, now)).toBe('today')
  expect(formatDay(now - 5 * 86_400_000, now)).toBe('5 days ago')
  expect(formatDay(new Date(2024, 0, 2).getTime(), now)).toBe('Jan 2, 2024')
})

test('a path ends in its file name', () => {
  expect(fileName('a/b/c.jpg')).toBe('c.jpg')
  expect(fileName('c.jpg')).toBe('c.jpg')
})
