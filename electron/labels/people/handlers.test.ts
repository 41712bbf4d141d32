import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { makeFolder, nameOf } from '../../test-support/prelabel-project.ts'
import { TestService } from '../../test-support/service.ts'

let service: TestService
beforeEach(() => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** A project with three photos, scanned, whose annotator is Ann. */
async function start() {
  await service.call('setPreferences', { author: 'Ann' })
  const { catalog } = await service.call('openFolder', { folder: await makeFolder(3) })
  await service.ended('ingest')
  const { ids } = await service.call('listImages', { filter: {}, sort: { by: 'name' }, limit: 9 })
  return { call: service.call, service, catalog, ids }
}

test('the label set by its calls: each one edit, sent to every page and undone as one', async () => {
  const { call, service, catalog, ids } = await start()
  expect(await call('createClasses', { names: ['cat', 'dog', 'pup'] })).toMatchObject({
    count: 0,
    changed: [],
    canUndo: true,
  })
  const [cat, dog, pup] = (await call('project', {}))!.labelSet
  await call('setLabel', { ids, to: { newName: 'pup' } })
  service.events = []
  const merged = await call('mergeClasses', { project: catalog, ids: [pup!.id], into: dog!.id })
  expect(merged).toMatchObject({ count: 3, changed: ids.map((id) => ({ id, label: 'dog' })) })
  expect(service.events).toContainEqual({ type: 'edited', editId: merged.editId, count: 3, ids })
  await call('changeClass', { id: dog!.id, name: 'Hund', key: 'h', colour: '#010203' })
  await call('reorderClasses', { ids: [dog!.id, cat!.id] })
  await call('setLabelMode', { multiLabel: true })
  await call('importClasses', { source: { kind: 'text', text: 'tier\n  vogel' } })
  expect(await call('project', {})).toMatchObject({
    isMultiLabel: true,
    labelSet: [{ name: 'Hund', key: 'h' }, { name: 'cat' }, { name: 'tier' }, { name: 'vogel' }],
  })
  expect(await call('deleteClass', { id: dog!.id, labelsTo: null })).toMatchObject({
    count: 3,
    changed: [{ label: null }, { label: null }, { label: null }],
  })
  for (let step = 0; step < 6; step++) await call('undo', {})
  expect((await call('getCards', { ids })).map(({ label }) => label)).toEqual(['pup', 'pup', 'pup'])
  await expect(call('changeClass', { id: dog!.id, name: 'cat' })).rejects.toThrow(/wrong-use.*“cat”.*Merge/)
  await expect(call('listMapping', {})).rejects.toThrow(/Pre-label/)
  await expect(call('importClasses', { source: { kind: 'project', file: catalog } })).rejects.toThrow(
    /is the project that is open/,
  )
  await expect(call('createClasses', { project: '/another.glance', names: ['x'] })).rejects.toThrow(
    /Another folder is open/,
  )
})

test('labels from elsewhere, annotators, conflicts and splits by their calls', async () => {
  const { call, service, ids } = await start()
  await call('setLabel', { ids: ids.slice(0, 2), to: { newName: 'cat' } })
  service.events = []
  const text = `file_name,label\n${nameOf(0)},cat\n${nameOf(1)},dog\n${nameOf(2)},dog\nno.jpg,dog\n`
  const result = await call('importLabels', { name: 'Bob.csv', text })
  expect(result).toEqual({
    editId: 2,
    added: 1,
    same: 1,
    conflicts: 1,
    unknown: 1,
    unknownNames: ['no.jpg'],
    newClasses: ['dog'],
    sameNames: [],
    changedKeys: [],
  })
  expect(service.events).toContainEqual({ type: 'edited', editId: 2, count: 3, ids })
  expect(await call('listAnnotators', {})).toEqual([
    { name: 'Bob', images: 3, edits: 0 },
    { name: 'Ann', images: 2, edits: 2 },
  ])
  expect(await call('compareAnnotators', { one: 'Ann', other: 'Bob' })).toMatchObject({
    images: 2,
    agreed: 1,
    kappa: 0,
  })
  expect(await call('getCards', { ids })).toMatchObject([
    { hasConflict: false },
    { label: 'cat', hasConflict: true },
    { label: 'dog', author: 'Bob', labelSource: 'import' },
  ])
  expect(await call('resolveConflicts', { ids, take: 'theirs' })).toMatchObject({
    count: 1,
    changed: [{ label: 'dog', author: 'Bob', hasConflict: false }],
  })
  expect(await call('importFolderLabels', { level: 'nearest' })).toMatchObject({ editId: null, added: 0 })
  expect(
    await call('assignSplits', {
      ratios: { train: 2, validation: 0, test: 1 },
      seed: 3,
      scope: 'labeled',
      keep: false,
    }),
  ).toMatchObject({ count: 3 })
  expect((await call('getCards', { ids })).map(({ split }) => split).sort()).toEqual(['test', 'train', 'train'])
  expect((await call('listHistory', {})).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    'splits 67/0/33, seed 3',
    'resolve theirs',
    'import Bob.csv',
    'set cat',
  ])
})

test('another copy of the project is merged by its file', async () => {
  const { call, ids } = await start()
  const copy = join(makeTempFolder(), 'copy.glance')
  await call('saveCopy', { file: copy })
  await expect(call('mergeProject', { file: join(makeTempFolder(), 'none.glance') })).rejects.toThrow(
    /not-found.*none\.glance/,
  )
  expect(await call('mergeProject', { file: copy })).toMatchObject({ editId: null, added: 0, unknown: 0 })
  await call('setLabel', { ids, to: { newName: 'cat' } })
  const full = join(makeTempFolder(), 'full.glance')
  await call('saveCopy', { file: full })
  await call('undo', {})
  await call('createClasses', { names: ['fox'] }) // what was undone is forgotten now, and news again
  expect(await call('mergeProject', { file: full })).toMatchObject({ added: 3, newClasses: ['cat'] })
  expect((await call('getCards', { ids })).map(({ label, author }) => `${label} ${author}`)).toEqual([
    'cat Ann',
    'cat Ann',
    'cat Ann',
  ])
})
