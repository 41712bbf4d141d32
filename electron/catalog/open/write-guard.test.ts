import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import type { Catalog } from '../connection.ts'
import { ensureRoot, listRoots } from '../queries/images.ts'
import { openCatalog } from './open-catalog.ts'
import { copyCatalog } from './open-project.ts'

const module = JSON.stringify(new URL('./open-catalog.ts', import.meta.url).href)

/** A catalog with one folder, open. */
function open(): { catalog: Catalog; file: string } {
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file)
  ensureRoot(catalog, '/a')
  return { catalog, file }
}

const foldersOf = (file: string): string[] => {
  const catalog = openCatalog(file)
  expect(catalog.db.pragma('integrity_check', { simple: true })).toBe('ok')
  const folders = listRoots(catalog).map(({ path }) => path)
  catalog.close()
  return folders
}

/** Opens a catalog in another process; gives what that says. */
function openElsewhere(file: string): string {
  const script = `
    import { openCatalog } from ${module}
    try {
      const catalog = openCatalog(${JSON.stringify(file)}, { busyTimeout: 100 })
      catalog.run("INSERT INTO root (path) VALUES ('/elsewhere')")
      catalog.close()
      console.log('opened')
    } catch (error) {
      console.log(error.code + ': ' + error.message)
    }`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).stdout
}

test.each([
  ['deleted', (file: string) => rmSync(file), 'was moved, renamed or deleted'],
  ['moved', (file: string) => renameSync(file, `${file}.elsewhere`), 'was moved, renamed or deleted'],
  [
    'its folder moved',
    (file: string) => renameSync(dirname(file), `${dirname(file)}-2`),
    'was moved, renamed or deleted',
  ],
  [
    'replaced by another file',
    (file: string) => {
      const other = open()
      other.catalog.close()
      renameSync(other.file, file)
    },
    'was replaced by another one',
  ],
])('a file that was %s while it was open: edits are refused, and a copy keeps all of it', (_, change, says) => {
  const { catalog, file } = open()
  change(file)
  for (const edit of [() => ensureRoot(catalog, '/b'), () => catalog.transaction(() => ensureRoot(catalog, '/b'))]) {
    expect(edit).toThrow(says)
    expect(edit).toThrow(expect.objectContaining({ code: 'catalog-moved' }))
  }
  const copy = join(makeTempFolder(), 'copy.glance')
  copyCatalog(catalog, copy)
  catalog.close()
  expect(foldersOf(copy)).toEqual(['/a'])
})

test('a file that is opened by way of a link is watched itself', () => {
  const { catalog: first, file } = open()
  first.close()
  const link = join(makeTempFolder(), 'link.glance')
  symlinkSync(file, link)
  const catalog = openCatalog(link)
  ensureRoot(catalog, '/b')
  renameSync(file, `${file}.elsewhere`)
  expect(() => ensureRoot(catalog, '/c')).toThrow('was moved, renamed or deleted')
  renameSync(`${file}.elsewhere`, file)
  rmSync(`${file}-wal`)
  expect(() => ensureRoot(catalog, '/c')).toThrow('was deleted or replaced while it was open')
  catalog.close()
  expect(foldersOf(file)).toEqual(['/a', '/b'])
})

test('a file that is put back is written to again', () => {
  const { catalog, file } = open()
  renameSync(file, `${file}.elsewhere`)
  expect(() => ensureRoot(catalog, '/b')).toThrow('was moved')
  renameSync(`${file}.elsewhere`, file)
  ensureRoot(catalog, '/b')
  catalog.close()
  expect(foldersOf(file)).toEqual(['/a', '/b'])
})

test('a file that is written over in its place is neither written to nor copied, and stays what it is', () => {
  const { catalog, file } = open()
  const other = open()
  for (let number = 0; number < 50; number++) ensureRoot(other.catalog, `/other/${number}`)
  other.catalog.close()
  copyFileSync(other.file, file)
  expect(() => ensureRoot(catalog, '/b')).toThrow('was replaced by another one')
  expect(() => copyCatalog(catalog, `${file}.copy`)).toThrow('was replaced by another one')
  catalog.close()
  expect(readFileSync(file).equals(readFileSync(other.file))).toBe(true)
  expect(readdirSync(dirname(file))).toContain('project.glance-wal.1.old')
  expect(foldersOf(file)).toHaveLength(51)
})

test('a copy from before, or from within the session, that is put over the open file is noticed', () => {
  for (const when of ['before', 'within']) {
    const file = join(makeTempFolder(), 'project.glance')
    openCatalog(file).close()
    if (when === 'before') copyFileSync(file, `${file}.mine`)
    const catalog = openCatalog(file)
    for (let number = 0; number < 40; number++) ensureRoot(catalog, `/first/${number}`)
    if (when === 'within') copyFileSync(file, `${file}.mine`)
    for (let number = 0; number < 40; number++) ensureRoot(catalog, `/second/${number}`)
    catalog.db.pragma('wal_checkpoint(PASSIVE)')
    ensureRoot(catalog, '/third')
    copyFileSync(`${file}.mine`, file)
    expect(() => ensureRoot(catalog, '/late'), when).toThrow('was replaced by another one')
    catalog.close()
    foldersOf(file)
  }
})

test('a reader that holds the log back makes no file look like another one', async () => {
  const { catalog, file } = open()
  const script = `
    import { openCatalog } from ${module}
    const catalog = openCatalog(${JSON.stringify(file)}, { readOnly: true })
    catalog.db.exec('BEGIN')
    catalog.all('SELECT * FROM root')
    console.log('reading')
    setInterval(() => catalog, 1000)`
  const reader = spawn(process.execPath, ['--input-type=module', '--eval', script])
  onTestFinished(() => void reader.kill())
  await once(reader.stdout, 'data')
  for (let number = 0; number < 20; number++) ensureRoot(catalog, `/a/${number}`)
  catalog.close()
  const next = openCatalog(file)
  ensureRoot(next, '/b')
  reader.kill()
  await once(reader, 'exit')
  ensureRoot(next, '/c')
  next.db.pragma('wal_checkpoint(TRUNCATE)')
  ensureRoot(next, '/d')
  next.close()
  expect(foldersOf(file)).toHaveLength(24)
})

test('a file that was moved while it was open has all that was acknowledged, at its new place', () => {
  const { catalog, file } = open()
  for (let number = 0; number < 20; number++) ensureRoot(catalog, `/a/${number}`)
  renameSync(file, `${file}.elsewhere`)
  catalog.close()
  expect(foldersOf(`${file}.elsewhere`)).toHaveLength(21)
})

test('a log that was deleted while the file was open: edits are refused, and nothing saved is lost', () => {
  const { catalog, file } = open()
  ensureRoot(catalog, '/b')
  rmSync(`${file}-wal`)
  expect(() => ensureRoot(catalog, '/c')).toThrow('was deleted or replaced while it was open')
  catalog.close()
  expect(foldersOf(file)).toEqual(['/a', '/b'])
})

test('another process is refused by whatever name it opens the file', async () => {
  const { file } = open()
  // The file that this process has open would be known here by its identity alone; ask a process that knows nothing.
  const folder = dirname(file)
  const names = {
    hard: join(folder, 'hard.glance'),
    link: join(folder, 'link.glance'),
    moved: join(folder, 'moved.glance'),
  }
  linkSync(file, names.hard)
  symlinkSync(file, names.link)
  mkdirSync(join(folder, 'deeper'))
  symlinkSync(folder, join(folder, 'deeper', 'up'))
  for (const name of [file, names.hard, names.link, join(folder, 'deeper', 'up', 'project.glance')])
    expect(openElsewhere(name), name).toContain('catalog-busy')
  expect(openElsewhere(names.hard)).toContain(`as ${file}`)
  rmSync(`${file}-lock`)
  expect(openElsewhere(file)).toContain('catalog-busy')
  rmSync(names.hard)
  renameSync(file, names.moved)
  expect(openElsewhere(names.moved)).toContain('catalog-busy')
  await Promise.resolve()
})

test('a reader, or a writer that was killed, keeps no one out', async () => {
  const { catalog, file } = open()
  catalog.close()
  const script = `
    import { openCatalog } from ${module}
    const catalog = openCatalog(${JSON.stringify(file)}, { readOnly: true })
    catalog.all('SELECT * FROM root')
    console.log('reading')
    setInterval(() => catalog, 1000)`
  const reader = spawn(process.execPath, ['--input-type=module', '--eval', script])
  onTestFinished(() => void reader.kill())
  await once(reader.stdout, 'data')
  expect(openElsewhere(file)).toBe('opened\n')
  expect(foldersOf(file)).toEqual(['/a', '/elsewhere'])
})

test('in one process, a file is open once, by whatever name', () => {
  const { catalog, file } = open()
  linkSync(file, `${file}.hard`)
  expect(() => openCatalog(`${file}.hard`)).toThrow('is open in another instance of Glance')
  catalog.close()
  expect(foldersOf(`${file}.hard`)).toEqual(['/a'])
})
