import { afterEach, expect, test } from 'vitest'
import { language } from '../../../i18n/i18n.svelte.ts'
import { formatAgo } from './moments.ts'

afterEach(() => {
  language.current = 'en'
})

test('how long ago, by the largest unit that fits', () => {
  const now = Date.UTC(2026, 4, 20, 12)
  const ago = (seconds: number): string => formatAgo(now - seconds * 1000, now)
  expect([0, 9, 10, 59].map(ago)).toEqual(['now', 'now', '10 seconds ago', '59 seconds ago'])
  expect([60, 3599, 3600, 86_399].map(ago)).toEqual(['1 minute ago', '59 minutes ago', '1 hour ago', '23 hours ago'])
  expect([86_400, 29 * 86_400].map(ago)).toEqual(['yesterday', '29 days ago'])
  expect(ago(60 * 86_400)).toBe('Mar 21, 2026')
  expect(formatAgo(now + 5000, now)).toBe('now') // clocks of two machines differ
  language.current = 'ru'
  expect(ago(300)).toBe('5 минут назад')
})
