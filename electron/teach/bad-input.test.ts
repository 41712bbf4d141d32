import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { TestService } from '../test-support/service.ts'

const kinds = 5
let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
beforeEach(() => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const teach = async (ids: readonly number[], className: (id: number) => string) => {
  for (const [name, of] of Map.groupBy(ids, className)) await call('setLabel', { ids: of, to: { newName: name } })
}
const kindOf = (id: number): string => `kind ${(id - 1) % kinds}`
/** What was learned once all labels that are on the disk are. */
const settled = async () => {
  await call('askNext', {})
  return call('getTeaching', {})
}
const idsTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test('one class alone is nothing to tell apart, and says so; the second one begins', async () => {
  await call('openProject', { file: makeEmbeddedProject(40) })
  await teach([1, 2, 3], () => 'only')
  expect(await settled()).toMatchObject({ state: 'few-labels', source: 'model', failure: null })
  await teach([4], () => 'second')
  expect(await settled()).toMatchObject({ state: 'ready', source: 'labels', labels: 4, classes: 2 })
  await call('undo', {})
  expect(await settled()).toMatchObject({ state: 'few-labels', source: 'model', labels: 0 })
})

test('ten thousand labels at once are learned, and unlearned when they are undone', async () => {
  await call('openProject', { file: makeEmbeddedProject(10_050) })
  await teach(idsTo(10), kindOf)
  const before = await settled()
  await teach(idsTo(10_010).slice(10), () => 'kind 0')
  expect((await settled()).labels).toBe(10_010)
  await call('undo', {})
  const after = await settled()
  expect(after).toMatchObject({ labels: before.labels, classes: before.classes })
  await vi.waitFor(async () => expect((await call('getTeaching', {})).leftOut).toEqual(before.leftOut))
})

test('a class that comes late is predicted as soon as it has a label', async () => {
  await call('openProject', { file: makeEmbeddedProject(400) })
  await teach(
    idsTo(300).filter((id) => kindOf(id) !== 'kind 4'),
    kindOf,
  )
  await settled()
  await teach([5], kindOf)
  expect(await settled()).toMatchObject({ classes: 5 })
  const late = idsTo(400).filter((id) => id > 300 && kindOf(id) === 'kind 4')
  const right = (await call('getCards', { ids: late })).filter(({ prediction }) => prediction === 'kind 4').length
  expect(right).toBeGreaterThan(0.8 * late.length)
})

test('a label set of a thousand classes and five labels', async () => {
  await call('openProject', { file: makeEmbeddedProject(100) })
  await call('createClasses', { names: Array.from({ length: 1000 }, (_, index) => `class ${index}`) })
  const first = await call('askNext', {})
  expect(first).toMatchObject({ kind: 'first' })
  expect(first!.ids).toHaveLength(60)
  await teach(idsTo(5), (id) => `class ${id}`)
  expect(await settled()).toMatchObject({
    state: 'ready',
    classes: 5,
    labels: 5,
    leftOut: null,
    estimate: null,
    trust: 0,
  })
})

test('labels of three of 102 classes: the estimate knows of the others', async () => {
  const many = 102
  await call('openProject', { file: makeEmbeddedProject(42 * many, { kinds: many }) })
  await call('createClasses', { names: Array.from({ length: many }, (_, index) => `class ${index}`) })
  const of = (kind: number) => Array.from({ length: 42 }, (_, index) => index * many + kind + 1)
  for (const kind of [0, 1, 2])
    for (const [place, id] of of(kind).entries()) {
      await call('setLabel', { ids: [id], to: { newName: `class ${kind}` } })
      if (place === 0) await settled()
    }
  const { answered, estimate } = await settled()
  expect(answered).toBe(80)
  expect(estimate).toBeLessThan(0.6) // 3 % are right
}, 30_000)

test('embeddings that are no numbers are left out; the rest is learned', async () => {
  const file = makeEmbeddedProject(60)
  const catalog = openCatalog(file)
  const nan = new Uint8Array(new Float32Array(32).fill(NaN).buffer)
  for (const id of [3, 50]) catalog.run('UPDATE prediction_detail SET embeddings = ? WHERE image_id = ?', nan, id)
  catalog.close()
  await call('openProject', { file })
  await teach(idsTo(20), kindOf)
  expect(await settled()).toMatchObject({ state: 'ready', photos: 58, labels: 19 })
  const [broken, whole] = await call('getCards', { ids: [50, 49] })
  expect(broken!.prediction).toBeNull()
  expect(whole!.prediction).toBe(kindOf(49))
})

test('labels that contradict each other are learned and found', async () => {
  await call('openProject', { file: makeEmbeddedProject(300) })
  await teach(idsTo(200), (id) => (id === 77 ? 'kind 0' : kindOf(id)))
  await settled()
  const [worst] = await call('listSuspicious', {})
  expect(worst).toMatchObject({ id: 77, label: 'kind 0', predicted: kindOf(77) })
})

test('a likely label error that is right after all is no longer listed, until undo', async () => {
  await call('openProject', { file: makeEmbeddedProject(300) })
  await teach(idsTo(200), (id) => (id === 77 ? 'kind 0' : kindOf(id)))
  await settled()
  const before = await call('listSuspicious', {})
  const answered = (await call('getTeaching', {})).answered
  expect(await call('confirmLabels', { ids: [77, 3] })).toMatchObject({ count: 1 })
  const withoutIt = before.filter(({ id }) => id !== 77)
  await vi.waitFor(async () => expect(await call('listSuspicious', {})).toEqual(withoutIt))
  await vi.waitFor(async () =>
    expect(await call('getCards', { ids: [77] })).toMatchObject([{ labels: ['kind 0'], prediction: 'kind 0' }]),
  )
  expect((await call('getTeaching', {})).answered).toBe(answered)
  await call('undo', {})
  await vi.waitFor(async () => expect(await call('listSuspicious', {})).toEqual(before))
})

test('equal files with different labels come first among the labels to check', async () => {
  const file = makeEmbeddedProject(60)
  const catalog = openCatalog(file)
  catalog.run('UPDATE image SET hash = ? WHERE id IN (6, 8)', new Uint8Array(32).fill(7))
  catalog.close()
  await call('openProject', { file })
  await teach(idsTo(30), kindOf)
  await settled()
  const suspicious = await call('listSuspicious', {})
  expect(suspicious.slice(0, 2)).toMatchObject([
    { id: 6, reason: 'duplicate', label: 'kind 0', predicted: 'kind 2', ownConfidence: null },
    { id: 8, reason: 'duplicate', label: 'kind 2', predicted: 'kind 0' },
  ])
  expect((await call('getTeaching', {})).suspicious).toBe(suspicious.length)
  await call('confirmLabels', { ids: [6] })
  await vi.waitFor(async () => expect((await call('listSuspicious', {}))[0]).toMatchObject({ id: 8 }))
})

test('embeddings of another model are never mixed in', async () => {
  const file = makeEmbeddedProject(60)
  await call('openProject', { file })
  await teach(idsTo(20), kindOf)
  expect((await settled()).models).toEqual(['made'])
  await service.closeProject()
  const catalog = openCatalog(file)
  ensureModel(catalog, 'another', ['one', 'other'])
  setSetting(catalog, 'modelKey', 'another')
  catalog.close()
  await call('openProject', { file })
  expect(await settled()).toMatchObject({ state: 'no-embeddings', source: 'model', labels: 0, models: [] })
})
