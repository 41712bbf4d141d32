import { projectIndex } from '../library/project-index.ts'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listShownPredictions } from '../library/predictions.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

let service: TestService
let folder: string
const call: TestService['call'] = (name, args) => service.call(name, args)
const get = (path: string) => service.request(path)
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
  folder = await makeFolder(4)
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** Waits until no job is under way. */
const idle = () => vi.waitFor(() => expect(service.shown?.isBusy).toBe(false), { timeout: 50_000 })

test('two pages that open a folder at the same moment both see it', async () => {
  const [one, other] = await Promise.all([call('openFolder', { folder }), call('openFolder', { folder })])
  expect(one.catalog).toBe(other.catalog)
  const again = await Promise.all([call('openProject', { file: one.catalog }), call('openFolder', { folder })])
  expect(again.map(({ catalog }) => catalog)).toEqual([one.catalog, one.catalog])
  const both = await makeFolder(2)
  const file = join(makeTempFolder(), 'new.glance')
  const made = await Promise.allSettled([
    call('newProject', { file, folder: both }),
    call('newProject', { file, folder: both }),
  ])
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(String((made[1] as PromiseRejectedResult).reason)).toMatch(/wrong-use.*already exists/)
})

test('a photo that is not in the project is reported as missing', async () => {
  await call('openFolder', { folder })
  await idle()
  for (const marks of [{ flagged: true }, { note: 'x' }, { split: 'test' as const }])
    await expect(call('setMark', { ids: [1, 99], ...marks })).rejects.toThrow(/not-found: There is no image 99/)
  expect(await call('setMark', { ids: [1, 2], flagged: true })).toMatchObject({ count: 2 })
  expect(await call('resolveConflicts', { ids: [99], take: 'mine' })).toMatchObject({ editId: null })
  await expect(call('getPhoto', { id: 99 })).rejects.toThrow(/not-found/)
  for (const name of ['acceptPredictions', 'rejectPredictions'] as const)
    expect(await call(name, { ids: [99] })).toMatchObject({ editId: null })
})

test('what is no project is refused by name, and left alone', async () => {
  const place = makeTempFolder()
  const text = join(place, 'notes.txt')
  writeFileSync(text, 'secret words')
  const empty = join(place, 'empty.glance')
  writeFileSync(empty, '')
  const sqlite = join(place, 'other.db')
  new Database(sqlite).exec('CREATE TABLE t (a)').close()
  mkdirSync(join(place, 'folder'))
  const before = readdirSync(place)
  await call('openFolder', { folder })
  await idle()
  for (const file of [text, empty, sqlite, join(place, 'folder'), join(place, 'none.glance')]) {
    for (const open of [
      () => call('openProject', { file }),
      () => call('mergeProject', { file }),
      () => call('importClasses', { source: { kind: 'project', file } }),
    ]) {
      const refusal = await open().then(() => '', String)
      expect(refusal).toMatch(/^Error: (wrong-use|catalog-damaged|not-found)/)
      expect(refusal).toContain(file)
      expect(refusal).not.toContain('secret')
    }
  }
  expect(readdirSync(place)).toEqual(before)
})

test.skipIf(process.platform === 'win32')('a pipe is no project: opening it does not wait for data', async () => {
  const pipe = join(makeTempFolder(), 'pipe.glance')
  spawnSync('mkfifo', [pipe])
  await expect(call('openProject', { file: pipe })).rejects.toThrow(/wrong-use.*is not a file/)
})

test('a project is neither merged with itself nor copied onto itself', async () => {
  const { catalog } = await call('openFolder', { folder })
  await idle()
  for (const work of [
    call('mergeProject', { file: catalog }),
    call('saveCopy', { file: catalog }),
    call('importClasses', { source: { kind: 'project', file: catalog } }),
  ]) {
    await expect(work).rejects.toThrow(/wrong-use/)
  }
  for (const text of [
    '\u0000\u0001PNG\r\n"\u001a',
    'a,b\u0000\n"',
    '',
    '"',
    'file_name,label\n\u0000,\u0000',
    'file_name,label\nphoto-000.jpg,"a\nb"',
  ]) {
    const refusal = await call('importLabels', { name: 'x.bin', text }).then(() => '', String)
    expect(refusal).not.toContain('internal')
  }
})

test('an export onto the open project is refused, and the project stays open', async () => {
  const { catalog } = await call('openFolder', { folder })
  await idle()
  await expect(call('export', { catalog, csv: catalog })).rejects.toThrow(/is the project itself/)
  const { ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  expect(await call('setLabel', { ids, to: { newName: 'wombat' } })).toMatchObject({ count: 4 })
})

test('a thumbnail that is ready when another project is shown writes nothing into that one', async () => {
  const other = makeTempFolder()
  cpSync(folder, other, { recursive: true })
  await call('openFolder', { folder: other })
  await idle()
  await call('openFolder', { folder })
  await idle()
  const answer = get('/files/thumbnail/1')
  await call('openFolder', { folder: other })
  await idle()
  await answer
  expect(service.shown!.catalog.get('SELECT state FROM image WHERE id = 1')).toEqual({ state: 'new' })
})

test('an export ends with the project that it is of', async () => {
  await call('openFolder', { folder })
  await idle()
  await call('setLabel', { ids: [1], to: { newName: 'cat' } })
  const file = service.shown!.catalog.file
  let go = (): void => undefined
  const watched = service.shown!.jobs.watchExport(4, async (onRows) => {
    await new Promise<void>((resolve) => {
      go = resolve
    })
    onRows(4)
  })
  const closed = service.closeProject()
  go()
  await expect(watched).rejects.toMatchObject({ code: 'cancelled' })
  await closed
  await call('openProject', { file })
  expect((await call('listJobs', {})).find(({ kind }) => kind === 'export')).toMatchObject({ state: 'cancelled' })
})

test('splits of all photos share out the predictions that are shown', async () => {
  await call('openFolder', { folder })
  await idle()
  await call('startPrelabel', {})
  await idle()
  const { ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  await call('rejectPredictions', { ids })
  const cards = await call('getCards', { ids })
  expect(cards.map(({ prediction }) => prediction)).not.toContain(null)
  const shown = new Map(cards.map(({ id, prediction }) => [id, prediction!]))
  const { catalog } = service.shown!
  // What the model said first of two photos is another class than what they show.
  const { labels, id: modelId } = service.shown!.model!
  const raw = catalog.all<{ id: number; first: number }>(
    'SELECT image_id AS id, class_index AS first FROM prediction WHERE model_id = ?',
    modelId,
  )
  for (const { id, first } of raw) expect(labels[first]).not.toBe(shown.get(id))
  expect(listShownPredictions(service.shown!.get(projectIndex))).toEqual(shown)
  expect(
    await call('assignSplits', { ratios: { train: 1, validation: 0, test: 1 }, seed: 1, scope: 'all', keep: false }),
  ).toMatchObject({ count: 4 })
})
