import { expect, test } from 'vitest'
import type { Catalog } from '../../catalog/connection.ts'
import { redo, undo } from '../../catalog/history/edit.ts'
import { findOpenAudit, listSample, listUnlabeled } from '../../catalog/queries/audits.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { deleteClass, mergeClasses, setLabelMode } from '../../labels/classes/classes.ts'
import { acceptPredictions, setLabels } from '../../labels/edits/edits.ts'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'
import { abandonAudit, answerAudit, type AuditRequest, finishAudit, previewAudit, startAudit } from './audit.ts'
import { boundErrors } from './bound.ts'
import { readStatement } from './statement.ts'

const author = 'Ann'
const [cat, dog] = [1, 2]

/** A project of `count` photos with the classes cat and dog, and no label. */
function makeProject(count = 100): Catalog {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(count))
  for (const newName of ['cat', 'dog']) setLabels(catalog, { imageIds: [1], to: { newName }, author })
  setLabels(catalog, { imageIds: [1], to: null, author })
  return catalog
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)
const all = (ids: readonly number[], classId = cat): Map<number, number> => new Map(ids.map((id) => [id, classId]))
const request = (ids: readonly number[], more: Partial<AuditRequest> = {}): AuditRequest => ({
  predictions: all(ids),
  target: 0.97,
  expectedErrors: 0,
  seed: 7,
  author,
  ...more,
})

/** Answers as a person does who knows that all are cats but those given; labels them, too. */
function answerAll(catalog: Catalog, auditId: number, dogs: readonly number[] = []): void {
  const answers = new Map(
    listSample(catalog, auditId).map(({ imageId }) => [imageId, dogs.includes(imageId) ? dog : cat]),
  )
  acceptPredictions(catalog, answers, author)
  expect(answerAudit(catalog, auditId, answers)).toBe(0)
}

const acceptRest = (catalog: Catalog, auditId: number): number | null =>
  acceptPredictions(catalog, listUnlabeled(catalog, auditId), author)

test('what a person decided one by one is not sampled, what was accepted in bulk is, the rest is outside', () => {
  const catalog = makeProject(110)
  setLabels(catalog, { imageIds: [1], to: dog, author })
  setLabels(catalog, { imageIds: [2, 3], to: cat, author })
  setLabels(catalog, { imageIds: [4], to: cat, author, source: 'import' })
  // A merged project brings labels of persons by an import, of one image only, too.
  const merged = setLabels(catalog, { imageIds: [5], to: cat, author })!
  catalog.run(`UPDATE edit SET kind = 'import' WHERE id = ?`, merged)
  catalog.run(`UPDATE image SET state = 'failed' WHERE id = 109`)
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = 110`)
  const goal = request(range(1, 100))
  const preview = previewAudit(catalog, goal)
  expect(preview).toMatchObject({ total: 100, population: 99, outside: 9 })
  const { auditId, sample, plan } = startAudit(catalog, goal)
  expect(plan).toEqual(preview.plan)
  expect(sample).toHaveLength(plan.possible ? plan.sampled : -1)
  const ids = sample.map(({ imageId }) => imageId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => id > 1 && id <= 100)).toBe(true)
  expect(sample.every(({ classId, verdict }) => classId === cat && verdict === null)).toBe(true)
  expect(findOpenAudit(catalog)).toMatchObject({ id: auditId, total: 100, population: 99, seed: 7 })
  answerAll(catalog, auditId)
  expect(finishAudit(catalog, auditId)).toMatchObject({ reached: true, errors: 0, total: 100, outside: 9 })

  // The sample of one audit is decided for the next one.
  const next = startAudit(catalog, goal)
  expect(next).toMatchObject({ total: 100, population: 99 - ids.length })
  expect(next.sample.some(({ imageId }) => ids.includes(imageId))).toBe(false)
})

test('the frozen class is the label, whatever is predicted', () => {
  const catalog = makeProject(20)
  setLabels(catalog, { imageIds: range(1, 20), to: dog, author })
  const { sample } = startAudit(catalog, request(range(1, 20), { target: 1 }))
  expect(sample).toHaveLength(20)
  expect(sample.every(({ classId }) => classId === dog)).toBe(true)
})

test('the same seed draws the same sample, in the next audit another', () => {
  const draw = (catalog: Catalog): number[] =>
    startAudit(catalog, request(range(1, 100))).sample.map(({ imageId }) => imageId)
  const [one, other] = [makeProject(), makeProject()]
  const drawn = draw(one)
  expect(draw(other)).toEqual(drawn)
  expect(drawn).not.toEqual([...drawn].sort((a, b) => a - b))
  abandonAudit(one, findOpenAudit(one)!.id)
  const again = draw(one)
  expect(again).toHaveLength(drawn.length)
  expect(again).not.toEqual(drawn)
})

test('errors found are counted, and what is left is bounded', () => {
  const catalog = makeProject(400)
  const { auditId, sample } = startAudit(catalog, request(range(1, 400), { expectedErrors: 0.01 }))
  const wrong = sample.slice(0, 2).map(({ imageId }) => imageId)
  answerAudit(catalog, auditId, new Map([[sample[5]!.imageId, dog]])) // changed below
  answerAll(catalog, auditId, wrong)
  const statement = finishAudit(catalog, auditId)
  expect(statement).toMatchObject({ errors: 2, reached: true, sampled: sample.length, target: 0.97, author })
  expect(statement.share).toBeGreaterThanOrEqual(0.97)
  expect(statement.confidence).toBeCloseTo(0.96, 12)
  expect(statement.overall).toBe(0.95)
  expect(readStatement(catalog)).toEqual({ ...statement, holds: 'open', open: 400 - sample.length })
})

test('an audit that finds too much makes no statement, and the one before stays', () => {
  const catalog = makeProject(200)
  const first = startAudit(catalog, request(range(1, 200)))
  answerAll(catalog, first.auditId)
  const statement = finishAudit(catalog, first.auditId)
  const second = startAudit(catalog, request(range(1, 200)))
  expect(second.alpha).toBeCloseTo(0.008, 12)
  answerAll(
    catalog,
    second.auditId,
    second.sample.slice(0, 20).map(({ imageId }) => imageId),
  )
  expect(finishAudit(catalog, second.auditId)).toMatchObject({ reached: false, errors: 20 })
  expect(readStatement(catalog)).toMatchObject({ ...statement, holds: 'ended', changed: 20 })
  // Only what the standing statement needs is kept, and the samples.
  const kept = `SELECT count(*) AS n FROM audit_image WHERE audit_id = ?`
  expect(catalog.get(kept, second.auditId)).toEqual({ n: second.sample.length })
  expect(catalog.get(kept, first.auditId)).toEqual({ n: 200 })
})

test('an abandoned audit uses its part of the error probability once an answer is known, undone or not', () => {
  const catalog = makeProject()
  const begin = (): ReturnType<typeof startAudit> => startAudit(catalog, request(range(1, 100)))
  const unseen = begin()
  expect(unseen.alpha).toBeCloseTo(0.04, 12)
  abandonAudit(catalog, unseen.auditId)
  const seen = begin()
  expect(seen.alpha).toBeCloseTo(0.04, 12)
  const { imageId } = seen.sample[0]!
  setLabels(catalog, { imageIds: [imageId], to: dog, author })
  answerAudit(catalog, seen.auditId, new Map([[imageId, dog]]))
  undo(catalog)
  abandonAudit(catalog, seen.auditId)
  expect(begin().alpha).toBeCloseTo(0.008, 12)
  expect(readStatement(catalog)).toBeNull()
})

test('a photo of the sample that is gone, or another one now, is an error that nobody put right', () => {
  const catalog = makeProject(400)
  catalog.run(`UPDATE image SET state = 'ok', hash = randomblob(32)`)
  const { auditId, sample, alpha } = startAudit(catalog, request(range(1, 400), { target: 0.9, expectedErrors: 0.05 }))
  const [gone, other, found] = sample.map(({ imageId }) => imageId)
  const answered = all(sample.slice(1).map(({ imageId }) => imageId))
  acceptPredictions(catalog, answered, author)
  answerAudit(catalog, auditId, answered)
  expect(() => finishAudit(catalog, auditId)).toThrow('Photos of the audit without an answer: 1.')
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, gone!)
  catalog.run('UPDATE image SET hash = randomblob(32) WHERE id = ?', other!)
  setLabels(catalog, { imageIds: [found!], to: dog, author })
  answerAudit(catalog, auditId, new Map([[found!, dog]]))
  const statement = finishAudit(catalog, auditId)
  expect(statement).toMatchObject({ errors: 3, reached: true })
  const left = boundErrors({ population: 400, sampled: sample.length, errors: 3 }, alpha) - 1
  expect(statement.share).toBe((400 - left) / 400)
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', gone: 2 })
})

test('an answer that is undone is asked for again, and one that is undone later ends the statement', () => {
  const catalog = makeProject(200)
  const { auditId, sample } = startAudit(catalog, request(range(1, 200)))
  answerAll(catalog, auditId) // by mistake
  undo(catalog)
  expect(listSample(catalog, auditId).every(({ verdict }) => verdict === null)).toBe(true)
  expect(() => finishAudit(catalog, auditId)).toThrow(`without an answer: ${sample.length}.`)
  answerAll(catalog, auditId)
  expect(finishAudit(catalog, auditId)).toMatchObject({ reached: true, errors: 0 })
  undo(catalog)
  expect(readStatement(catalog)).toMatchObject({ holds: 'ended', changed: sample.length })
  redo(catalog)
  expect(readStatement(catalog)).toMatchObject({ holds: 'open' })
})

test('nothing to sample: what was decided one by one needs no audit of a photo', () => {
  const catalog = makeProject(3)
  for (const id of [1, 2, 3]) setLabels(catalog, { imageIds: [id], to: cat, author })
  const { auditId, sample } = startAudit(catalog, request([], { target: 1 }))
  expect(sample).toEqual([])
  expect(finishAudit(catalog, auditId)).toMatchObject({ share: 1, reached: true, sampled: 0, population: 0 })
  expect(readStatement(catalog)).toMatchObject({ holds: 'stands' })
})

test('what cannot be audited is refused, and nothing is kept of it', () => {
  const catalog = makeProject()
  const start = (more: Partial<AuditRequest> = {}, ids = range(1, 100)) => startAudit(catalog, request(ids, more))
  expect(() => start({}, [])).toThrow('there is nothing to audit')
  expect(() => start({ expectedErrors: 0.5 })).toThrow('about 50 % are right by the estimate, and the goal is 97 %')
  expect(() => start({ predictions: all([1], 99) })).toThrow('There is no class 99')
  setLabelMode(catalog, true, author)
  expect(() => start()).toThrow('one label per image')
  setLabelMode(catalog, false, author)
  expect(findOpenAudit(catalog)).toBeNull()
  const { auditId, sample } = start()
  expect(() => start()).toThrow('An audit is in progress.')
  expect(() => previewAudit(catalog, request([1]))).toThrow('An audit is in progress.')
  const outside = range(1, 100).find((id) => sample.every(({ imageId }) => imageId !== id))!
  expect(() => answerAudit(catalog, auditId, all([outside]))).toThrow(`Image ${outside} is not in the sample`)
  expect(() => answerAudit(catalog, auditId, all([sample[0]!.imageId], 99))).toThrow('There is no class 99')
  expect(() => finishAudit(catalog, auditId)).toThrow(`without an answer: ${sample.length}`)
  abandonAudit(catalog, auditId)
  for (const act of [
    () => finishAudit(catalog, auditId),
    () => abandonAudit(catalog, auditId),
    () => answerAudit(catalog, auditId, new Map()),
    () => abandonAudit(catalog, 99),
  ])
    expect(act).toThrow('There is no open audit')
})

test('classes merged or deleted while an audit is open break nothing, and what is frozen is gone', () => {
  const catalog = makeProject()
  setLabels(catalog, { imageIds: range(1, 50), to: dog, author })
  const { auditId, sample } = startAudit(catalog, request(range(51, 100), { target: 0.9 }))
  const dogs = sample.filter(({ classId }) => classId === dog).length
  expect(dogs).toBeGreaterThan(0)
  mergeClasses(catalog, [dog], cat, author)
  answerAll(catalog, auditId)
  // The person says cat where dog was frozen: an error, to be on the safe side.
  expect(finishAudit(catalog, auditId).errors).toBe(dogs)
  deleteClass(catalog, cat, null, author)
  while (undo(catalog) !== null);
  expect(catalog.db.pragma('foreign_key_check')).toEqual([])
})

test('the rest is accepted as it was frozen', () => {
  const catalog = makeProject()
  const { auditId } = startAudit(catalog, request(range(1, 100)))
  answerAll(catalog, auditId)
  finishAudit(catalog, auditId)
  expect(readStatement(catalog)).toMatchObject({ holds: 'open' })
  acceptRest(catalog, auditId)
  expect(readStatement(catalog)).toMatchObject({ holds: 'stands' })
  expect(listUnlabeled(catalog, auditId).size).toBe(0)
})
