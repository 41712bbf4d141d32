import { expect, test } from 'vitest'
import { sayDetails } from '../../../models/errors.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { redo, undo } from '../../catalog/history/edit.ts'
import { listSample, listUnlabeled } from '../../catalog/queries/audits.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { deleteClass, mergeClasses, setLabelMode } from '../../labels/classes/classes.ts'
import { acceptPredictions, setLabels } from '../../labels/edits/edits.ts'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'
import { answerAudit, finishAudit, startAudit } from './audit.ts'
import { describeStanding, describeStatement } from './describe-statement.ts'
import { readStatement, type Statement } from './statement.ts'

const author = 'Ann'
const [cat, dog, fox] = [1, 2, 3]
const photos = 60

/** An audited project: 1 decided as a dog, 2 to 20 accepted as cats, 21 to 50 predicted as cats, 51 to 60 nothing. */
function makeAudited(): { catalog: Catalog; auditId: number; sampled: number[]; other: number } {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(photos))
  catalog.run(`UPDATE image SET state = 'ok', hash = randomblob(32)`)
  for (const newName of ['cat', 'dog', 'fox']) setLabels(catalog, { imageIds: [1], to: { newName }, author })
  setLabels(catalog, { imageIds: [1], to: dog, author })
  const ids = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)
  setLabels(catalog, { imageIds: ids(2, 20), to: cat, author })
  const predictions = new Map(ids(21, 50).map((id) => [id, cat]))
  const { auditId } = startAudit(catalog, { predictions, target: 0.9, expectedErrors: 0.02, seed: 3, author })
  const sampled = listSample(catalog, auditId).map(({ imageId }) => imageId)
  // One error: a fox.
  const answers = new Map(sampled.map((id, place) => [id, place === 0 ? fox : cat]))
  acceptPredictions(catalog, answers, author)
  answerAudit(catalog, auditId, answers)
  expect(finishAudit(catalog, auditId)).toMatchObject({ reached: true, errors: 1 })
  return { catalog, auditId, sampled, other: ids(21, 50).find((id) => !sampled.includes(id))! }
}

const readHolds = (catalog: Catalog): string => readStatement(catalog)!.holds

test('a statement is open until the rest is labeled as it was frozen, then it stands', () => {
  const { catalog, auditId, sampled } = makeAudited()
  const rest = listUnlabeled(catalog, auditId)
  expect(readStatement(catalog)).toMatchObject({ holds: 'open', open: rest.size, total: 50, outside: 10 })
  expect(rest.size).toBe(30 - sampled.filter((id) => id > 20).length)
  acceptPredictions(catalog, rest, author)
  expect(readHolds(catalog)).toBe('stands')
  undo(catalog)
  expect(readHolds(catalog)).toBe('open')
  redo(catalog)
  expect(readHolds(catalog)).toBe('stands')
})

/** What ends a statement, and the differences that it makes. */
const ends: [name: string, change: (project: ReturnType<typeof makeAudited>) => unknown, differences: object][] = [
  ['another label', ({ catalog }) => setLabels(catalog, { imageIds: [2, 3], to: dog, author }), { changed: 2 }],
  [
    'another label than predicted',
    ({ catalog, other }) => setLabels(catalog, { imageIds: [other], to: dog, author }),
    { changed: 1 },
  ],
  [
    'the error put back',
    ({ catalog, sampled }) => setLabels(catalog, { imageIds: [sampled[0]!], to: cat, author }),
    { changed: 1 },
  ],
  [
    'a decided label taken away',
    ({ catalog }) => setLabels(catalog, { imageIds: [1], to: null, author }),
    { changed: 1 },
  ],
  ['a merged class', ({ catalog }) => mergeClasses(catalog, [dog], cat, author), { changed: 1 }],
  ['a deleted class', ({ catalog }) => deleteClass(catalog, dog, null, author), { changed: 1 }],
  ['a class deleted that is only predicted', ({ catalog }) => deleteClass(catalog, cat, null, author), { changed: 48 }],
]

test.each(ends)('%s ends a statement, and undo makes it hold again', (_name, change, differences) => {
  const project = makeAudited()
  const { catalog } = project
  const before = readStatement(catalog)
  change(project)
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', gone: 0, come: 0, ...differences })
  expect(catalog.db.pragma('foreign_key_check')).toEqual([])
  undo(catalog)
  expect(readStatement(catalog)).toEqual(before)
  redo(catalog)
  expect(readHolds(catalog)).toBe('ended')
})

test('a second label ends it', () => {
  const { catalog } = makeAudited()
  setLabelMode(catalog, true, author)
  expect(readHolds(catalog)).toBe('open')
  setLabels(catalog, { imageIds: [2], to: fox, author, how: 'add' })
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', changed: 1 })
})

test('photos that come, go or are replaced end it until they are as they were', () => {
  const { catalog } = makeAudited()
  const root = ensureRoot(catalog, '/photos')
  recordScan(catalog, root, makeFiles(photos + 2))
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', differences: 2, come: 2 })
  recordScan(catalog, root, makeFiles(photos))
  expect(readHolds(catalog)).toBe('open')
  recordScan(catalog, root, makeFiles(photos).slice(1)) // image 1
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', differences: 1, gone: 1 })
  recordScan(catalog, root, makeFiles(photos))
  expect(readHolds(catalog)).toBe('open')
  catalog.run('UPDATE image SET hash = randomblob(32) WHERE id = 2')
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', gone: 1 })
})

test('photos that it is not about may be labeled, repaired, or go', () => {
  const { catalog } = makeAudited()
  setLabels(catalog, { imageIds: [51, 52], to: fox, author })
  catalog.run(`UPDATE image SET state = 'failed' WHERE id = 53`)
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = 60`)
  catalog.run('UPDATE image SET hash = randomblob(32) WHERE id = 54')
  expect(readHolds(catalog)).toBe('open')
})

const statement: Statement = {
  auditId: 1,
  share: 0.99032,
  target: 0.99,
  reached: true,
  confidence: 0.96,
  overall: 0.95,
  total: 6096,
  population: 4600,
  outside: 0,
  sampled: 340,
  errors: 1,
  author,
  modelKey: null,
  date: new Date(2026, 0, 31, 12).getTime(),
}

test('a statement as people read it, rounded so that it stays true', () => {
  const say = (change: Partial<Statement>): string => sayDetails(describeStatement({ ...statement, ...change }))
  expect(say({})).toBe(
    'At least 99.0 % of the 6096 photos are right, with 95 % confidence (audit of 340 photos on 2026-01-31, errors found: 1).',
  )
  expect(say({ share: 0.9999 })).toContain('At least 99.9 %')
  expect(say({ share: 1 })).toContain('At least 100.0 %')
  expect(say({ share: 0.99958, target: 0.9995 })).toContain('At least 99.95 %')
  expect(say({ share: 0.57, target: 0.57 })).toContain('At least 57.0 %')
  expect(say({ outside: 3 })).toMatch(/\. Photos that it is not about, .*: 3\.$/)
})

test('whether it still holds, as people read it', () => {
  expect(sayDetails(describeStanding({ holds: 'stands' }))).toBe('All labels are as they were audited.')
  expect(sayDetails(describeStanding({ holds: 'open', open: 7 }))).toContain('no label yet: 7.')
  const ended = { holds: 'ended', differences: 6, changed: 1, come: 2, gone: 3 } as const
  expect(sayDetails(describeStanding(ended))).toContain('changed: 1, photos added: 2, missing or replaced: 3.')
})
