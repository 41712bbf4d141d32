import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { GlanceError } from '../../../models/errors.ts'
import { getImage, ensureRoot, listRoots } from '../queries/images.ts'
import { newestVersion } from '../migrations/migrate.ts'
import { openCatalog } from './open-catalog.ts'
import { recordScan } from '../queries/scan.ts'
import { makeCatalog, makeFiles, makeTempFolder } from '../../test-support/catalog.ts'

function refusal(work: () => unknown): GlanceError {
  try {
    work()
  } catch (error) {
    if (error instanceof GlanceError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** A closed catalog with `count` images in it. */
function writeCatalog(count = 3000): string {
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file)
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(count))
  catalog.close()
  return file
}

/** Runs `work` with rights that bind: the superuser may write anything, so the test runs as `nobody` for a while. */
function asOrdinaryUser<Result>(work: () => Result): Result {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65534)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
  }
}

test('a new catalog appears whole, parent folders included, and opens again', () => {
  const file = join(makeTempFolder(), 'a', 'b', 'project.glance')
  const catalog = openCatalog(file)
  expect(catalog.db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(catalog.db.pragma('synchronous', { simple: true })).toBe(2)
  expect(catalog.db.pragma('foreign_keys', { simple: true })).toBe(1)
  ensureRoot(catalog, '/photos')
  catalog.close()
  expect(readdirSync(dirname(file))).toEqual(['project.glance', 'project.glance-lock'])
  const again = openCatalog(file, { readOnly: true })
  expect(listRoots(again)).toEqual([{ id: 1, path: '/photos' }])
  expect(() => again.db.exec('DELETE FROM root')).toThrow()
  again.close()
})

test.each([false, true])('bad files are refused and left alone (readOnly %s)', (readOnly) => {
  const folder = makeTempFolder()
  const whole = writeCatalog()
  const open = (file: string) => refusal(() => (readOnly ? openCatalog(file, { readOnly }) : openCatalog(file)))
  const cases: [name: string, content: Buffer, code: string, says: RegExp][] = [
    ['empty', Buffer.alloc(0), 'catalog-damaged', /0 bytes/],
    ['text', Buffer.from('file_name,label\n'.repeat(1000)), 'catalog-damaged', /not an SQLite file/],
    ['short-text', Buffer.from('hi'), 'catalog-damaged', /not an SQLite file/],
    ['stub', readFileSync(whole).subarray(0, 50), 'catalog-damaged', /only 50 bytes/],
    ['half', readFileSync(whole).subarray(0, Math.floor(statSync(whole).size / 2)), 'catalog-damaged', /truncated/],
    [
      'header-only',
      Buffer.concat([readFileSync(whole).subarray(0, 16), Buffer.alloc(8192, 0xff)]),
      'catalog-damaged',
      /./,
    ],
  ]
  for (const [name, content, code, says] of cases) {
    const file = join(folder, name)
    writeFileSync(file, content)
    const error = open(file)
    expect([name, error.code]).toEqual([name, code])
    expect(error.message).toMatch(says)
    expect(error.message).toContain(file)
    expect(readFileSync(file).equals(content)).toBe(true)
  }

  const other = join(folder, 'other.sqlite')
  new Database(other).exec('CREATE TABLE moz_places (id)').close()
  expect(open(other)).toMatchObject({ code: 'wrong-use' })

  const newer = join(folder, 'newer.glance')
  copyFileSync(whole, newer)
  const db = new Database(newer)
  db.pragma(`user_version = ${newestVersion + 1}`)
  db.close()
  expect(open(newer)).toMatchObject({ code: 'catalog-newer' })
  expect(open(newer).message).toContain(
    `version ${newestVersion + 1}; this version of Glance reads up to ${newestVersion}`,
  )

  expect(open(folder)).toMatchObject({ code: 'wrong-use' })
  expect(open(join(folder, 'text', 'below-a-file'))).toMatchObject({ code: 'wrong-use' })
  expect(open(join(folder, 'name '))).toMatchObject({ code: 'wrong-use' })
  expect(refusal(() => openCatalog(join(folder, 'none', 'x'), { readOnly: true }))).toMatchObject({ code: 'not-found' })
})

test('a catalog cut in half beside its log is refused too', () => {
  const file = writeCatalog()
  const copy = join(makeTempFolder(), 'copy.glance')
  const catalog = openCatalog(file)
  ensureRoot(catalog, '/more')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  catalog.close()
  truncateSync(copy, Math.floor(statSync(copy).size / 2))
  expect(refusal(() => openCatalog(copy))).toMatchObject({ code: 'catalog-damaged' })
})

test('what was not folded in yet survives a crash', () => {
  const file = writeCatalog()
  const copy = join(makeTempFolder(), 'copy.glance')
  const catalog = openCatalog(file)
  recordScan(catalog, ensureRoot(catalog, '/more'), makeFiles(500))
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  catalog.close()
  const survivor = openCatalog(copy)
  expect(survivor.get('SELECT count(*) AS n FROM image')).toEqual({ n: 3500 })
  survivor.close()
})

test('a killed process loses no durable write', () => {
  const file = join(makeTempFolder(), 'project.glance')
  const script = `
    import { openCatalog } from ${JSON.stringify(new URL('./open-catalog.ts', import.meta.url).href)}
    const catalog = openCatalog(${JSON.stringify(file)})
    catalog.run("INSERT INTO root (path) VALUES ('/kept')")
    catalog.db.exec("BEGIN; INSERT INTO root (path) VALUES ('/half')")
    process.kill(process.pid, 'SIGKILL')`
  spawnSync(process.execPath, ['--input-type=module', '--eval', script])
  const catalog = openCatalog(file)
  expect(listRoots(catalog).map(({ path }) => path)).toEqual(['/kept'])
  catalog.close()
})

test.skipIf(process.platform === 'win32')('a read-only file or folder can be read, not written', () => {
  const file = writeCatalog(10)
  const folder = dirname(file)
  onTestFinished(() => chmodSync(folder, 0o755))
  chmodSync(file, 0o444)
  chmodSync(folder, 0o555)
  asOrdinaryUser(() => {
    expect(refusal(() => openCatalog(file))).toMatchObject({ code: 'catalog-read-only' })
    expect(refusal(() => openCatalog(join(folder, 'new.glance')))).toMatchObject({ code: 'catalog-read-only' })
    expect(refusal(() => openCatalog(join(folder, 'deeper', 'new.glance')))).toMatchObject({
      code: 'catalog-read-only',
    })
    const catalog = openCatalog(file, { readOnly: true })
    expect(getImage(catalog, 1)?.path).toBe(makeFiles(1)[0]?.path)
    expect(() => catalog.db.exec('DELETE FROM image')).toThrow()
    const copy = dirname(catalog.db.name)
    expect(copy).not.toBe(folder)
    catalog.close()
    expect(existsSync(copy)).toBe(false)
  })
  expect(readdirSync(folder)).toEqual(['project.glance', 'project.glance-lock'])
  chmodSync(folder, 0o755)
  asOrdinaryUser(() => expect(refusal(() => openCatalog(file))).toMatchObject({ code: 'catalog-read-only' }))
  chmodSync(file, 0o000)
  asOrdinaryUser(() =>
    expect(refusal(() => openCatalog(file, { readOnly: true }))).toMatchObject({ code: 'unreadable' }),
  )
})

test('another writer is waited for, then reported', () => {
  const file = writeCatalog(10)
  const other = new Database(file)
  other.exec('BEGIN IMMEDIATE')
  expect(refusal(() => openCatalog(file, { busyTimeout: 10 }))).toMatchObject({ code: 'catalog-busy' })
  other.exec('ROLLBACK')
  const catalog = openCatalog(file, { busyTimeout: 10 })
  other.exec('BEGIN IMMEDIATE')
  expect(refusal(() => catalog.transaction(() => null))).toMatchObject({ code: 'catalog-busy' })
  other.close()
  expect(catalog.transaction(() => 1)).toBe(1)
  catalog.close()
})

test('a full disk is reported, and nothing of the transaction is kept', () => {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const pages = catalog.db.pragma('page_count', { simple: true }) as number
  catalog.db.pragma(`max_page_count = ${pages + 5}`) // SQLite's own SQLITE_FULL, as from a disk without room
  const error = refusal(() => recordScan(catalog, rootId, makeFiles(5000)))
  expect(error).toMatchObject({ code: 'disk-full' })
  expect(error.message).toContain(catalog.file)
  expect(catalog.get('SELECT count(*) AS n FROM image')).toEqual({ n: 0 })
  expect(catalog.db.pragma('synchronous', { simple: true })).toBe(2)
})

test('damage found only later is reported as damage', () => {
  const file = writeCatalog(20_000)
  const content = readFileSync(file)
  content.fill(0xee, 8192 * 4, content.length)
  writeFileSync(file, content)
  const error = refusal(() => {
    const catalog = openCatalog(file)
    try {
      catalog.all('SELECT * FROM image')
    } finally {
      catalog.close()
    }
  })
  expect(error).toMatchObject({ code: 'catalog-damaged' })
})

test('a bug is not dressed up as a damaged catalog', () => {
  const catalog = makeCatalog()
  expect(() => catalog.run('INSERT INTO root (path) VALUES (NULL)')).toThrow(Database.SqliteError)
  expect(() => catalog.get('SELECT nonsense')).toThrow(Database.SqliteError)
})

test.skipIf(process.platform !== 'linux')(
  'a catalog that this process writes to keeps its locks when it is opened once more',
  () => {
    const file = writeCatalog(10)
    const catalog = openCatalog(file)
    catalog.get('SELECT 1 FROM image')
    const locks = (): number =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(`:${statSync(file).ino} `)).length
    const before = locks()
    expect(before).toBeGreaterThan(0)
    expect(refusal(() => openCatalog(file)).code).toBe('catalog-busy')
    openCatalog(file, { readOnly: true }).close()
    expect(locks()).toBe(before)
    catalog.close()
  },
)
