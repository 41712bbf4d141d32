import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import type { ProjectInfo } from './calls.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

let service: TestService
let data: string
const call: TestService['call'] = (name, args) => service.call(name, args)
const shown = async (): Promise<ProjectInfo> => (await call('project', {}))!
beforeEach(() => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** Waits until no job is under way. */
const idle = () => vi.waitFor(() => expect(service.shown?.isBusy).toBe(false), { timeout: 50_000 })
const list = async () => (await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids
const cards = async () => call('getCards', { ids: await list() })
const get = (path: string) => service.request(path)
const csv = async () => (await (await get('/files/export.csv')).text()).split('\r\n')

/** A folder of photos under a name of its own. */
async function makeNamed(name: string, count: number): Promise<string> {
  const folder = join(makeTempFolder(), name)
  cpSync(await makeFolder(count), folder, { recursive: true })
  return folder
}

/** Renames a folder, and back after the test, so that it goes with its parent. */
function move(folder: string, name: string): string {
  const to = join(dirname(folder), name)
  renameSync(folder, to)
  return to
}

test('a project of two folders: photos, a pre-label run, problems and the CSV are of both', async () => {
  const [one, other] = [await makeNamed('photos', 3), await makeNamed('photos', 2)]
  writeFileSync(join(other, 'broken.jpg'), 'no image')
  const file = join(makeTempFolder(), 'birds.glance')
  expect(await call('newProject', { file, folder: one })).toMatchObject({
    name: 'birds',
    root: one,
    catalog: file,
    isReadOnly: false,
  })
  await idle()
  expect(await call('addFolder', { folder: other })).toMatchObject({
    roots: [
      { path: one, images: 3, isGone: false },
      { path: other, isGone: false },
    ],
  })
  await idle()
  expect((await shown()).images).toBe(6)
  for (const folder of [one, other, dirname(one), join(other, '.')]) {
    await expect(call('addFolder', { folder }), folder).rejects.toThrow(/wrong-use.*a folder of the project/)
  }
  await expect(call('addFolder', { folder: join(one, 'none') })).rejects.toThrow(`is inside ${one}`)

  await call('startPrelabel', {})
  await idle()
  const jobs = (await call('listJobs', {})).filter(({ kind }) => kind === 'prelabel')
  expect(jobs).toMatchObject([{ state: 'done', done: 6, total: 6, failed: 1 }])
  expect(await call('listProblems', {})).toMatchObject([{ path: 'broken.jpg' }])

  const all = await cards()
  expect(all.filter(({ prediction }) => prediction !== null)).toHaveLength(5)
  const ofOther = all.find(({ rootId, status }) => rootId === 2 && status !== 'failed')!
  expect((await get(`/files/photo/${ofOther.id}?v=${ofOther.version}`)).status).toBe(200)
  expect((await get(`/files/thumbnail/${ofOther.id}`)).status).toBe(200)
  expect((await get(`/files/attention/${ofOther.id}`)).status).toBe(200)
  expect(await call('getPhoto', { id: ofOther.id })).toMatchObject({ rootId: 2, width: 64 })

  await call('setLabel', { ids: [ofOther.id], to: { newName: 'wombat' } })
  await call('setMark', { ids: [ofOther.id], flagged: true, note: 'blurred', split: 'test' })
  const [header, ...rows] = await csv()
  expect(header).toMatch(/,status,split,flagged,note,author$/)
  expect(rows.map((row) => row.split('/')[0])).toEqual([
    'photos',
    'photos',
    'photos',
    'photos-2',
    'photos-2',
    'photos-2',
    '',
  ])
  const { author } = await call('preferences', {})
  expect(rows.find((row) => row.includes('wombat'))).toMatch(
    new RegExp(`^photos-2/${ofOther.path},wombat,,person,.*,labeled,test,true,blurred,${author}$`),
  )
})

test('a folder that was renamed is linked again: its labels are where they were, and the project is found by its new name', async () => {
  const folder = await makeNamed('before', 4)
  const { catalog } = await call('openFolder', { folder })
  await idle()
  const ids = await list()
  await call('setLabel', { ids: ids.slice(0, 2), to: { newName: 'wombat' } })
  await service.closeProject()
  const now = move(folder, 'after')

  service.events = []
  const opened = await call('openFolder', { folder })
  expect(opened).toMatchObject({
    catalog,
    images: 4,
    roots: [{ id: 1, path: folder, images: 4, missing: 0, isGone: true }],
  })
  expect(service.events).toContainEqual({
    type: 'problem',
    problem: expect.objectContaining({ path: folder, code: 'not-found' }) as unknown,
  })
  await expect(call('rescan', {})).rejects.toThrow('not-found')
  await expect(call('startPrelabel', {})).rejects.toThrow('was not found')

  const empty = makeTempFolder()
  expect(await call('relinkFolder', { rootId: 1, folder: empty })).toMatchObject({ roots: [{ path: empty }] })
  expect(service.events).toContainEqual({
    type: 'note',
    text: expect.stringContaining(`Only 0 of 4 photos of ${folder}`) as unknown,
    details: expect.objectContaining({ params: { found: 0, of: 4, before: folder, path: empty } }) as unknown,
  })
  service.events = []
  expect(await call('relinkFolder', { rootId: 1, folder: now })).toMatchObject({
    name: 'after',
    root: now,
    catalog,
    roots: [{ path: now, isGone: false }],
  })
  await idle()
  expect(service.events.filter((event) => event.type === 'note' && event.text.startsWith('Only'))).toEqual([])
  expect(await list()).toEqual(ids)
  expect((await cards()).map(({ label }) => label)).toEqual(['wombat', 'wombat', null, null])
  expect((await get(`/files/photo/${ids[0]!}`)).status).toBe(200)
  expect(await call('recentFolders', {})).toMatchObject([{ root: now, catalog, name: 'after' }])

  await service.closeProject()
  expect(await call('openFolder', { folder: now })).toMatchObject({ catalog, images: 4 })
  // Other photos in the old place are another project.
  cpSync(await makeFolder(1), folder, { recursive: true })
  const other = await call('openFolder', { folder })
  expect([other.root, other.catalog === catalog]).toEqual([folder, false])
  await expect(call('relinkFolder', { rootId: 7, folder: now })).rejects.toThrow('not-found')
})

test('a folder that is not there, or whose drive is not connected, loses nothing; the others are scanned', async () => {
  const [one, other] = [await makeNamed('one', 2), await makeNamed('other', 2)]
  await call('openFolder', { folder: one })
  await idle()
  await call('addFolder', { folder: other })
  await idle()
  const away = move(other, 'away')
  writeFileSync(join(one, 'zz.jpg'), 'new')
  await call('rescan', {})
  await idle()
  expect((await shown()).roots).toMatchObject([
    { images: 3, isGone: false },
    { images: 2, missing: 0, isGone: true },
  ])
  mkdirSync(other) // what a mount point is without its drive
  await call('rescan', {})
  await idle()
  expect((await shown()).roots).toMatchObject([{ images: 3 }, { images: 2, missing: 0, isGone: true }])
  await call('startPrelabel', {})
  await idle()
  expect(
    (await cards()).map(({ rootId, prediction, status }) => [rootId, prediction !== null || status === 'failed']),
  ).toEqual(
    expect.arrayContaining([
      [1, true],
      [1, true],
      [1, true],
      [2, false],
      [2, false],
    ]),
  )
  rmSync(other, { recursive: true })
  renameSync(away, other)
  await call('rescan', {})
  await idle()
  expect((await shown()).roots).toMatchObject([{ images: 3 }, { images: 2, missing: 0, isGone: false }])
  await expect(call('relinkFolder', { rootId: 1, folder: other })).rejects.toThrow(
    `${other} is already a folder of the project`,
  )
})

test('a project elsewhere is opened by its file, listed among the recent ones, and copied whole while it is open', async () => {
  const folder = await makeNamed('photos', 3)
  const file = join(makeTempFolder(), 'birds.glance')
  await call('newProject', { file, folder })
  await idle()
  await call('setLabel', { ids: await list(), to: { newName: 'wombat' } })
  await expect(call('newProject', { file, folder })).rejects.toThrow(`${file} already exists`)
  const copy = join(makeTempFolder(), 'copy.glance')
  await call('saveCopy', { file: copy })
  await expect(call('saveCopy', { file: copy })).rejects.toThrow('already exists')
  await expect(call('saveCopy', { file })).rejects.toThrow('already exists')
  expect(readdirSync(dirname(copy))).toEqual(['copy.glance'])
  await call('undo', {})
  // The folder's own project is another one.
  expect((await call('openFolder', { folder })).catalog).toContain(data)
  expect((await call('recentFolders', {})).map(({ catalog, name }) => [basename(catalog), name])).toEqual([
    [expect.stringMatching(/^photos-/), 'photos'],
    ['birds.glance', 'birds'],
  ])
  expect(await call('openProject', { file: copy })).toMatchObject({
    name: 'copy',
    root: folder,
    images: 3,
    canUndo: true,
  })
  expect((await cards()).map(({ label }) => label)).toEqual(['wombat', 'wombat', 'wombat'])
  expect((await call('listFolders', { folder: dirname(copy) })).projects).toEqual(['copy.glance'])
  await expect(call('openProject', { file: join(folder, 'none.glance') })).rejects.toThrow('not-found')
  await expect(call('newProject', { file: join(folder, 'new.glance'), folder: join(folder, 'none') })).rejects.toThrow(
    'not-found',
  )
  expect(existsSync(join(folder, 'new.glance'))).toBe(false)
})

/** Another process that has the project open; gives it once it has. */
async function openElsewhere(file: string): Promise<ChildProcess> {
  const script = `
    import { openCatalog } from ${JSON.stringify(new URL('../catalog/open/open-catalog.ts', import.meta.url).href)}
    const catalog = openCatalog(${JSON.stringify(file)})
    process.stdout.write('open')
    setInterval(() => catalog.get('SELECT 1'), 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a project that another process has open is refused and can be read; kill -9 frees it', async () => {
  const folder = await makeNamed('photos', 2)
  const { catalog: file } = await call('openFolder', { folder })
  await idle()
  await call('setLabel', { ids: await list(), to: { newName: 'wombat' } })
  await service.closeProject()
  const other = await openElsewhere(file)
  for (const open of [
    () => call('openFolder', { folder }),
    () => call('openProject', { file }),
    () => call('prelabel', { folder }),
  ]) {
    await expect(open()).rejects.toThrow(
      `catalog-busy: The project ${file} is open in another instance of Glance. Close it there, or open a copy of the file.`,
    )
  }
  expect(await call('export', { folder, csv: join(makeTempFolder(), 'labels.csv') })).toMatchObject({ labeled: 2 })
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(await call('openFolder', { folder })).toMatchObject({ catalog: file, canUndo: true })
  // And the other way round, also after this process has read the file beside.
  await idle()
  expect((await get('/files/export.csv')).status).toBe(200)
  const late = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { openCatalog } from ${JSON.stringify(new URL('../catalog/open/open-catalog.ts', import.meta.url).href)}; openCatalog(${JSON.stringify(file)})`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const said: string[] = []
  late.stderr.on('data', (text: Buffer) => void said.push(text.toString()))
  await once(late, 'close')
  expect(said.join('')).toContain('is open in another instance of Glance')
  await call('setLabel', { ids: await list(), to: { newName: 'quokka' } })
  await service.closeProject()
  await call('openFolder', { folder })
  expect((await cards()).map(({ label }) => label)).toEqual(['quokka', 'quokka'])
})

test.skipIf(process.platform === 'win32')(
  'a read-only project is viewed, exported and copied; every change is refused with a hint',
  async () => {
    const folder = await makeNamed('photos', 3)
    const place = mkdtempSync(join(tmpdir(), 'glance-read-only-'))
    onTestFinished(() => {
      chmodSync(place, 0o755)
      rmSync(place, { recursive: true, force: true })
    })
    const file = join(place, 'birds.glance')
    await call('newProject', { file, folder })
    await idle()
    await call('startPrelabel', {})
    await idle()
    const ids = await list()
    await call('setLabel', { ids: [ids[0]!], to: { newName: 'wombat' } })
    await service.closeProject()
    // The superuser may write anything: the test runs as `nobody` while the project is opened.
    for (const path of readdirSync(place)) chmodSync(join(place, path), 0o444)
    chmodSync(place, 0o555)
    const nobody = process.geteuid?.() === 0
    if (nobody) {
      chmodSync(data, 0o777)
      process.seteuid?.(65534)
    }
    try {
      expect(await call('openProject', { file })).toMatchObject({ isReadOnly: true, images: 3, canUndo: true })
    } finally {
      if (nobody) process.seteuid?.(0)
    }
    expect((await cards()).map(({ label }) => label)).toEqual(['wombat', null, null])
    expect((await call('listImages', { filter: { labels: [1] }, sort: { by: 'name' }, limit: 9 })).ids).toEqual([
      ids[0],
    ])
    expect(await call('overview', { filter: {} })).toBeDefined()
    expect((await get(`/files/thumbnail/${ids[1]!}`)).status).toBe(200)
    expect(await csv()).toHaveLength(5)
    const refused = /^Error: catalog-read-only: The project .*birds\.glance is read-only.*Save a copy/
    for (const change of [
      () => call('setLabel', { ids, to: { newName: 'quokka' } }),
      () => call('undo', {}),
      () => call('setMark', { ids, flagged: true }),
      () => call('setThreshold', { threshold: 0.5 }),
      () => call('rescan', {}),
      () => call('startPrelabel', {}),
      () => call('findNearDuplicates', { threshold: 0.9 }),
      () => call('addFolder', { folder: makeTempFolder() }),
      () => call('relinkFolder', { rootId: 1, folder: makeTempFolder() }),
      () => call('saveFilter', { name: 'x', filter: {} }),
    ])
      await expect(
        change().catch((error: unknown) => String(error)),
        change.toString(),
      ).resolves.toMatch(refused)
    const copy = join(makeTempFolder(), 'copy.glance')
    await call('saveCopy', { file: copy })
    expect(await call('openProject', { file: copy })).toMatchObject({ isReadOnly: false, images: 3, canUndo: true })
    await call('setLabel', { ids, to: { newName: 'quokka' } })
    const kept = openCatalog(file, { readOnly: true })
    expect(kept.all('SELECT DISTINCT name FROM class')).toEqual([{ name: 'wombat' }])
    kept.close()
  },
)
