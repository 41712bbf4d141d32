import { expect, test } from 'vitest'
import type { ClassRef } from '../../../../electron/api/page.ts'
import { filterSchema } from '../../../../electron/library/filters/index.ts'
import { listChips } from './chips.ts'

const full = filterSchema.parse({
  classes: [7],
  labels: ['a', 'b', 'c', 'd', 'e'],
  predictions: ['cat', 'dog'],
  confidence: [0.2, 0.805],
  agreement: false,
  modelsAgree: false,
  seconds: ['owl'],
  secondHeads: 'class',
  secondMismatch: false,
  status: ['labeled', 'needs review'],
  mismatch: true,
  outside: true,
  authors: ['Ada'],
  flagged: true,
  noted: false,
  conflict: true,
  splits: ['train', 'none'],
  duplicates: 'near',
  text: 'IMG',
  folder: { rootId: 1, path: 'a/b' },
  size: [1000, 3_100_000],
  date: [Date.UTC(2026, 0, 5, 12), Date.UTC(2026, 1, 6, 12)],
  among: [1, 2, 3],
})

const words = { foundBy: null, nameClass: (ref: ClassRef) => (ref === 7 ? 'lily' : String(ref)) }

test('every part of a filter has a chip that says it', () => {
  const chips = listChips(full, words)
  expect(chips.map(({ part }) => part).sort()).toEqual(Object.keys(filterSchema.shape).sort())
  expect(Object.fromEntries(chips.map(({ part, text }) => [part, text]))).toMatchObject({
    among: '3 selected photos',
    classes: 'Class: lily',
    labels: 'Label: a, b, c and 2 more',
    predictions: 'Prediction: cat, dog',
    confidence: 'Confidence 20–81 %',
    status: 'Status: labeled, needs review',
    mismatch: 'Prediction differs from the label',
    outside: 'Prediction outside your classes',
    splits: 'Split: Train, No split',
    seconds: 'Comparison model: owl',
    secondHeads: 'Only the class token agrees with the comparison model',
    secondMismatch: 'Comparison model matches the label',
    folder: 'Folder a/b',
    size: 'Size 1 kB to 3.1 MB',
    date: 'Jan 5, 2026 to Feb 6, 2026',
  })
})

test('what was found says how; an empty filter has no chips', () => {
  expect(listChips({ among: [4] }, { ...words, foundBy: 'Similar to x.jpg' })).toEqual([
    { part: 'among', text: 'Similar to x.jpg' },
  ])
  expect(listChips({}, words)).toEqual([])
  expect(listChips({ size: [0, 2_000_000] }, words)[0]!.text).toBe('Size up to 2.0 MB')
  expect(listChips({ size: [24_000, Number.MAX_SAFE_INTEGER] }, words)[0]!.text).toBe('Size from 24 kB')
  expect(listChips({ agreement: true, flagged: false }, words).map(({ text }) => text)).toEqual([
    'Heads agree',
    'Not flagged',
  ])
})
