import { expect, test } from 'vitest'
import { sayOutcome } from './say-outcome.ts'

const ran = { kind: 'prelabeled', done: 25, failed: 0, sure: 12, unsure: 8, outside: 0, knowsAny: true } as const

test('what a run made of its photos', () => {
  expect(sayOutcome({ ...ran, done: 20 })).toBe('The model has run on 20 photos: 12 pre-labeled, 8 need review.')
  expect(sayOutcome({ ...ran, done: 1, sure: 0, unsure: 1, outside: 0 })).toBe(
    'The model has run on 1 photo: 1 needs review.',
  )
  // Of photos that were pre-labeled before, too.
  expect(sayOutcome({ ...ran, done: 5, failed: 2 })).toBe(
    'The model has run on 5 photos. In all: 12 pre-labeled, 8 need review. 2 failed.',
  )
  expect(sayOutcome({ ...ran, done: 3, sure: 0, unsure: 0, outside: 0 })).toBe('The model has run on 3 photos.')
})

test('why photos are outside the classes, and what to do about it', () => {
  expect(sayOutcome({ ...ran, outside: 5 })).toBe(
    'The model has run on 25 photos: 12 pre-labeled, 8 need review, 5 outside your classes. Outside means that the model ' +
      'predicts none of your classes there: label some of them and Glance learns your classes.',
  )
  expect(sayOutcome({ ...ran, sure: 0, unsure: 0, outside: 25, knowsAny: false })).toBe(
    'The model has run on 25 photos: 25 outside your classes. ' +
      'The model knows none of your classes: label about 20 photos and Glance learns them.',
  )
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
