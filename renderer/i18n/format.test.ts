import { afterEach, expect, test } from 'vitest'
import { language } from './i18n.svelte.ts'
import {
  fileName,
  formatBytes,
  formatDay,
  formatDuration,
  formatNumber,
  formatConfidence,
  formatPercent,
  formatRate,
  formatShare,
} from './format.ts'

afterEach(() => {
  language.current = 'en'
})

const inRussian = <Value>(read: () => Value): Value => {
  language.current = 'ru'
  return read()
}

test('numbers read well', () => {
  expect(formatNumber(1_234_567)).toBe('1,234,567')
  expect(formatPercent(0.9999)).toBe('99 %')
  expect(formatPercent(1)).toBe('100 %')
  expect(formatPercent(0.004)).toBe('0 %')
  // What is predicted is never at nothing.
  expect([0.004, 0.006, 0.9999].map(formatConfidence)).toEqual(['<1 %', '1 %', '99 %'])
  expect(formatRate(3.25)).toBe('3.3 images/s')
  expect(formatRate(1234.5)).toBe('1,235 images/s')
  expect([0.04, 0.5].map(formatRate)).toEqual(['2.4 images/min', '30 images/min'])
  expect(formatShare(0.0312)).toBe('3.1 %')
  expect(formatShare(0.5)).toBe('50 %')
})

test('sizes are read in the unit that suits them', () => {
  expect(
    [0, 812, 24_310, 999_499, 999_500, 3_140_000, 99_600_000, 999_600_000, 41_300_000_000].map(formatBytes),
  ).toEqual(['0 B', '812 B', '24 kB', '999 kB', '1.0 MB', '3.1 MB', '100 MB', '1.0 GB', '41 GB'])
})

test('durations are rounded up to what a person waits', () => {
  expect([0, 59.2, 60, 61, 3540, 3600, 3601, 12_000].map(formatDuration)).toEqual([
    '1 s',
    '60 s',
    '1 min',
    '2 min',
    '59 min',
    '1 h',
    '1 h 1 min',
    '3 h 20 min',
  ])
})

test('days count from midnight', () => {
  const now = new Date(2024, 4, 10, 0, 30).getTime()
  expect(formatDay(now - 3_600_000, now)).toBe('yesterday')
  expect(formatDay(now, now)).toBe('today')
  expect(formatDay(now + 86_400_000, now)).toBe('today')
  expect(formatDay(now - 5 * 86_400_000, now)).toBe('5 days ago')
  expect(formatDay(new Date(2024, 0, 2).getTime(), now)).toBe('Jan 2, 2024')
})

test('in Russian everything reads as Russians write it', () => {
  const now = new Date(2024, 4, 10, 0, 30).getTime()
  const read = (): string[] => [
    formatNumber(1_234_567),
    formatRate(3.25),
    formatShare(0.0312),
    formatBytes(3_140_000),
    formatDuration(12_000),
    formatDay(now - 5 * 86_400_000, now),
    formatDay(now - 86_400_000, now),
    formatDay(new Date(2024, 0, 2).getTime(), now),
  ]
  expect(inRussian(read).map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
    '1 234 567',
    '3,3 фото/с',
    '3,1 %',
    '3,1 МБ',
    '3 ч 20 мин',
    '5 дней назад',
    'вчера',
    '2 янв. 2024 г.',
  ])
})

test('a path ends in its file name', () => {
  expect(fileName('a/b/c.jpg')).toBe('c.jpg')
  expect(fileName('c.jpg')).toBe('c.jpg')
})
