import { expect, test } from 'vitest'
import { joinNames } from './isolate.ts'
import { translate } from './translate.ts'

test('names written right to left are set apart in sentences and lists, and others stay as they are', () => {
  expect(translate('en', 'filters:chip.labels', { what: 'cat' })).toBe('Label: cat')
  expect(translate('en', 'filters:chip.labels', { what: 'כלב (1)' })).toBe('Label: \u2068כלב (1)\u2069')
  expect(joinNames(['cat', 'כלב', 'قطة'])).toBe('cat, \u2068כלב\u2069, \u2068قطة\u2069')
})
