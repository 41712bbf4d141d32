import { expect, test } from 'vitest'
import { formatExport } from './export.ts'

const exported = {
  file: 'a.csv',
  rows: 10,
  labeled: 1,
  preLabeled: 6,
  needsReview: 2,
  outside: 0,
  failed: 1,
  new: 0,
  missing: 0,
}

test('an export reports photos that are gone', () => {
  expect(formatExport({ ...exported, missing: 4 })).toMatch(/1 failed; 4 no longer in the folder, skipped\)$/)
})
