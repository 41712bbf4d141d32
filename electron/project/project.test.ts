import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'
import { seenSquare } from '../library/photo.ts'
import { deitPreprocessing } from '../../models/deit/preprocess.ts'

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
const ended: TestService['ended'] = (kind) => service.ended(kind)
let folder: string
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
  folder = await makeFolder(6)
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const list = () => call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
const get = (path: string) => service.request(path)

test('a folder is opened, pre-labeled, corrected, undone and exported through the calls alone', async () => {
  writeFileSync(join(folder, 'broken.jpg'), 'no image')
  expect(await call('project', {})).toBeNull()
  await call('openFolder', { folder })
  await ended('ingest')
  expect(await call('project', {})).toMatchObject({ images: 7, model: null, canUndo: false })
  await call('startPrelabel', {})
  await ended('prelabel')
  expect(await call('project', {})).toMatchObject({ model: expect.stringContaining('deit') as string })
  expect(await call('listProblems', {})).toMatchObject([{ path: 'broken.jpg', code: 'not-an-image' }])

  const { ids } = await list()
  const [, first, second] = ids
  const detail = await call('getPhoto', { id: first! })
  expect(detail).toMatchObject({ label: null, width: 64, height: 48, map: { tokens: 2, side: 14 } })
  expect(detail.fused).toHaveLength(5)
  expect(detail.dist).toHaveLength(5)

  const edit = await call('setLabel', { ids: [first!, second!], to: { newName: 'wombat' } })
  expect(edit).toMatchObject({
    canUndo: true,
    canRedo: false,
    changed: [{ id: first, label: 'wombat', status: 'labeled' }, { id: second }],
  })
  // Of a person's own classes none is predicted by the model, and none of the model's is accepted.
  expect(await call('acceptPredictions', { ids })).toMatchObject({ editId: null, newClasses: [] })
  const seen = ids.map((id): [number, string] => [id, detail.prediction!])
  await expect(call('acceptPredictions', { ids, seen })).rejects.toThrow(/is not in this label set/)
  await call('openLabelSet', { isOpen: true })
  const accepted = await call('acceptPredictions', { ids })
  expect(accepted.changed).toHaveLength(6)
  expect(accepted.changed[0]!.label).toBe(detail.prediction)
  expect((await call('undo', {})).changed[0]).toMatchObject({ label: 'wombat' })
  expect(await call('redo', {})).toMatchObject({ canRedo: false })
  await call('undo', {})
  await call('undo', {}) // the label set is closed again

  const csv = await (await get('/files/export.csv')).text()
  expect(csv.split('\n').filter((line) => line.includes('wombat'))).toHaveLength(2)
  expect(csv).toContain('broken.jpg')
  expect((await call('listJobs', {}))[0]).toMatchObject({ kind: 'export', state: 'done', done: 7, total: 7 })

  // Another process finds all of it.
  await service.closeProject()
  await call('openFolder', { folder })
  expect((await call('getCards', { ids: [first!] }))[0]).toMatchObject({ label: 'wombat' })
  expect((await call('undo', {})).changed).toMatchObject([{ label: null }, { label: null }])
})

test('a model’s class that was given is the project’s own from then on, whatever it is called', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  await call('startPrelabel', {})
  await ended('prelabel')
  const { ids } = await list()
  const { predictionRef } = await call('getPhoto', { id: ids[0]! })
  const offered = (await call('project', {}))!.modelClasses
  expect(offered).toContain(predictionRef)
  await call('setLabel', { ids: [ids[1]!], to: predictionRef! })
  await call('changeClass', { id: 1, name: 'renamed' })
  await call('setLabel', { ids: [ids[2]!], to: predictionRef! })
  expect(await call('getCards', { ids: ids.slice(0, 3) })).toMatchObject([
    { prediction: 'renamed', predictionRef: 1, label: null },
    { label: 'renamed' },
    { label: 'renamed' },
  ])
  expect(await call('project', {})).toMatchObject({
    labelSet: [{ name: 'renamed', originalName: predictionRef }],
    modelClasses: offered.filter((name) => name !== predictionRef),
    isClosed: false,
  })
  expect((await call('createClasses', { names: ['mine'] })).newClasses).toEqual(['mine'])
  expect(await call('project', {})).toMatchObject({ isClosed: false }) // the first class was the model's
  await call('openLabelSet', { isOpen: false })
  expect(await call('project', {})).toMatchObject({ isClosed: true })
  expect((await call('undo', {})).newClasses).toEqual([])
  expect(await call('project', {})).toMatchObject({ isClosed: false })
})

test('a person who labels without any model gets a CSV; one who did neither gets an error', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  expect((await get('/files/export.csv')).status).toBe(422)
  const { ids } = await list()
  await call('setLabel', { ids: [ids[2]!], to: { newName: 'wombat, "wild"' } })
  const [, first, , third] = (await (await get('/files/export.csv')).text()).split('\n')
  expect(first).toMatch(/^[^,]+\.(jpg|png),,/)
  expect(third).toContain(',"wombat, ""wild""",,person,')
  expect((await get('/files/export.csv?threshold=2')).status).toBe(400)
})

test('single layers and heads are read on demand: softmax weights over the patches', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  await call('startPrelabel', {})
  await ended('prelabel')
  const {
    ids: [id],
  } = await list()
  const { layers, heads, tokens, side } = (await call('getPhoto', { id: id! })).map!
  const rows = new Float32Array(await (await get(`/files/attention/${id!}`)).arrayBuffer())
  expect(rows).toHaveLength(layers * heads * tokens * side ** 2)
  for (let row = 0; row < layers * heads * tokens; row++) {
    const sum = rows.subarray(row * side ** 2, (row + 1) * side ** 2).reduce((total, weight) => total + weight, 0)
    expect(sum).toBeGreaterThan(0)
    expect(sum).toBeLessThanOrEqual(1.0001) // the rest went to the special tokens
  }
})

test('a folder is scanned again: new photos come, deleted ones go, and a folder that is gone is reported', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  const { ids } = await list()
  const [first] = await call('getCards', { ids: [ids[0]!] })
  renameSync(join(folder, first!.path), join(folder, 'zz-moved.jpg'))
  writeFileSync(join(folder, 'zzz-new.jpg'), 'new')
  service.events = []
  await call('rescan', {})
  await ended('ingest')
  const paths = (await call('getCards', { ids: (await list()).ids })).map(({ path }) => path)
  expect(paths).not.toContain(first!.path)
  expect(paths.slice(-2)).toEqual(['zz-moved.jpg', 'zzz-new.jpg'])
  renameSync(folder, `${folder}-away`)
  await expect(call('rescan', {})).rejects.toThrow('not-found')
  renameSync(`${folder}-away`, folder)
})

test('folders that were shown are remembered, the last one first; a folder lists its folders', async () => {
  const other = await makeFolder(1)
  await call('openFolder', { folder })
  await call('openFolder', { folder: other })
  expect((await call('recentFolders', {})).map(({ root }) => root)).toEqual([other, folder])
  for (const name of ['b', '.hidden', 'a']) mkdirSync(join(folder, name))
  expect(await call('listFolders', { folder })).toEqual({
    folder,
    parent: dirname(folder),
    folders: ['a', 'b'],
    projects: [],
    photos: 6,
  })
  await expect(call('listFolders', { folder: join(folder, 'none') })).rejects.toThrow(
    'does not exist. Choose another folder.',
  )
})

test('an address of another project, of older content or of another model is refused, never answered with another photo', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  await call('startPrelabel', {})
  await ended('prelabel')
  const {
    ids: [id],
  } = await list()
  const [card] = await call('getCards', { ids: [id!] })
  const { model, catalog } = (await call('project', {}))!
  const kept = await get(`/files/thumbnail/${id!}?v=${card!.version}`)
  expect([kept.status, kept.headers.get('cache-control')]).toEqual([200, 'private, max-age=31536000, immutable'])
  expect((await get(`/files/map/${id!}?v=${card!.version}&m=${model!}`)).status).toBe(200)
  expect((await get(`/files/map/${id!}?v=${card!.version}&m=other`)).status).toBe(409)

  await call('openFolder', { folder: await makeFolder(6) })
  expect((await list()).ids).toContain(id)
  const stale = await get(`/files/thumbnail/${id!}?v=${card!.version}`)
  expect([stale.status, stale.headers.get('cache-control')]).toEqual([409, 'no-store'])
  expect((await get(`/files/thumbnail/${id!}`)).headers.get('cache-control')).toBe('no-store')
  // Nor does an edit that was meant for the other one come here.
  await expect(call('setLabel', { project: catalog, ids: [id!], to: { newName: 'wombat' } })).rejects.toThrow(
    'Another folder is open now',
  )
  await expect(call('undo', { project: catalog })).rejects.toThrow('Nothing was changed')
  expect((await call('getPhoto', { id: id! })).label).toBeNull()
})

test('files are answered by id, whole, and with a type', async () => {
  await call('openFolder', { folder })
  await ended('ingest')
  const {
    ids: [id],
  } = await list()
  const thumbnail = await get(`/files/thumbnail/${id!}`)
  expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect(Buffer.from(await thumbnail.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP')
  expect((await get(`/files/photo/${id!}`)).headers.get('content-type')).toBe('image/jpeg')
  expect((await get(`/files/map/${id!}`)).status).toBe(404)
})

test.each([
  '/files/photo/../../etc/passwd',
  '/files/photo/%2e%2e%2f1',
  '/files/photo/0',
  '/files/photo/1e3',
  '/files/photo/999999',
  '/files/photo/',
  '/files/model/1',
])('%s names no file', async (path) => {
  await call('openFolder', { folder })
  expect((await get(path)).status).toBe(404)
})

test('an SVG is shown as pixels: it could carry a script', async () => {
  writeFileSync(
    join(folder, 'a.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><script>alert(1)</script></svg>',
  )
  await call('openFolder', { folder })
  await ended('ingest')
  expect((await get(`/files/photo/${(await list()).ids[0]!}`)).headers.get('content-type')).toBe('image/webp')
})

test('without a folder, calls and files say so', async () => {
  await expect(list()).rejects.toThrow('wrong-use: No folder is open. Open a folder first.')
  expect((await get('/files/photo/1')).status).toBe(422)
  await expect(call('openFolder', { folder: join(folder, 'none') })).rejects.toThrow('not-found')
})

test('the square that the model saw is the middle of the photo', () => {
  expect(seenSquare(640, 480, deitPreprocessing(224))).toEqual({ left: 110, top: 30, size: 420 })
})
