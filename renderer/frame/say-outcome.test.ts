import { expect, test } from 'vitest'
import { sayOutcome } from './say-outcome.ts'

const ran = { kind: 'prelabeled', done: 25, failed: 0, sure: 12, unsure: 8, outside: 5 } as const

test('what a run made of its photos', () => {
  expect(sayOutcome(ran)).toBe('The model has run on 25 photos: 12 pre-labeled, 8 need review, 5 outside your classes.')
  expect(sayOutcome({ ...ran, done: 1, sure: 0, unsure: 1, outside: 0 })).toBe(
    'The model has run on 1 photo: 1 needs review.',
  )
  // Of photos that were pre-labeled before, too.
  expect(sayOutcome({ ...ran, done: 5, failed: 2 })).toBe(
    'The model has run on 5 photos. In all: 12 pre-labeled, 8 need review, 5 outside your classes. 2 failed.',
  )
  expect(sayOutcome({ ...ran, done: 3, sure: 0, unsure: 0, outside: 0 })).toBe('The model has run on 3 photos.')
})

test('what a scan found, what was learned, and where labels went', () => {
  const scan = { kind: 'scanned', found: 120, unreadable: 3, isRun: false, hasClasses: false } as const
  expect(sayOutcome(scan)).toBe('Found 120 photos. 3 files could not be read.')
  expect(sayOutcome({ ...scan, found: 1, unreadable: 0 })).toBe('Found 1 photo.')
  expect(sayOutcome({ kind: 'learning', labels: 20, right: 0.85 })).toMatch(/from 20 labels\..* 85 % of them/)
  expect(sayOutcome({ kind: 'learning', labels: 4, right: null })).not.toContain('%')
  expect(sayOutcome({ kind: 'exported', file: 'labels.csv', rows: 7, isOnDisk: false })).toBe(
    '7 rows downloaded as labels.csv.',
  )
})
