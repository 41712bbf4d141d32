import { expect, test } from 'vitest'
import type { PrelabelResult } from '../../api/page.ts'
import { formatPrelabel } from './prelabel.ts'

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
const result: PrelabelResult = {
  catalog: '/data/a.glance',
  model: 'default',
  engine: 'cpu',
  images: 10,
  inferred: 8,
  copied: 0,
  failed: 2,
  unreachable: 0,
  cancelled: false,
  seconds: 4,
  export: null,
}

test('a run', () => {
  expect(formatPrelabel(result)).toBe(
    '10 photos: 8 pre-labeled now, 2 failed, in 4 s (2.0 photos/s overall)\nProject: /data/a.glance',
  )
  expect(formatPrelabel({ ...result, inferred: 0, copied: 3, cancelled: true, export: exported }).split('\n')).toEqual([
    '10 photos: 0 pre-labeled now, 3 identical to others, 2 failed, in 4 s',
    'Project: /data/a.glance',
    'Labels: a.csv (10 rows: 1 labeled, 6 pre-labeled, 2 needs review, 1 failed)',
    'Interrupted. The same command resumes from here.',
  ])
})
