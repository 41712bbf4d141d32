import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sayDetails } from '../../../models/errors.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { ensureRoot, listRoots } from '../queries/images.ts'
import { openCatalog } from './open-catalog.ts'
import { copyCatalog } from './open-project.ts'

const module = JSON.stringify(new URL('./open-catalog.ts', import.meta.url).href)

/** Writes folders into a catalog, one transaction each, and is killed without closing it. */
function killWriter(file: string, folders: readonly string[]): void {
  const script = `
    import { openCatalog } from ${module}
    const catalog = openCatalog(${JSON.stringify(file)})
    for (const path of ${JSON.stringify(folders)}) catalog.run('INSERT INTO root (path) VALUES (?)', path)
    process.kill(process.pid, 'SIGKILL')`
  const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
  expect(signal, String(stderr)).toBe('SIGKILL')
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
}

function writeClosed(folders: readonly string[]): string {
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file)
  for (const folder of folders) ensureRoot(catalog, folder)
  catalog.close()
  return file
}

/** What opening a catalog says, and the folders in it; it must be whole. */
function look(file: string): { says: string[]; folders: string[] } {
  const catalog = openCatalog(file)
  const found = {
    says: catalog.notices.map((notice) => sayDetails(notice)),
    folders: listRoots(catalog).map(({ path }) => path),
  }
  expect(catalog.db.pragma('integrity_check', { simple: true })).toBe('ok')
  catalog.close()
  // Also as it is on the disk.
  const again = openCatalog(file)
  expect(listRoots(again).map(({ path }) => path)).toEqual(found.folders)
  expect(again.notices).toEqual([])
  again.close()
  return found
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `/photos/${index}`)
const asides = (file: string): string[] => readdirSync(dirname(file)).filter((name) => name.endsWith('.old'))

test('after a kill the log is applied, in one piece or after another kill', () => {
  const file = writeClosed(['/a'])
  killWriter(file, ['/b', '/c'])
  killWriter(file, ['/d'])
  expect(look(file)).toEqual({ says: [], folders: ['/a', '/b', '/c', '/d'] })
  expect(asides(file)).toEqual([])
})

test.each(['a copy of the file', 'a copy that Glance made'])(
  '%s, restored beside a log that is newer, stays as it is',
  (how) => {
    const file = writeClosed(['/a'])
    const backup = `${file}.mine`
    const write = openCatalog(file)
    ensureRoot(write, '/b')
    if (how === 'a copy that Glance made') copyCatalog(write, backup)
    write.close()
    if (how === 'a copy of the file') copyFileSync(file, backup)
    // A session in between, and one that is killed.
    const between = openCatalog(file)
    ensureRoot(between, '/between')
    between.close()
    killWriter(file, names(80))
    copyFileSync(backup, file)
    const { says, folders } = look(file)
    expect(folders).toEqual(['/a', '/b'])
    expect(says).toHaveLength(1)
    expect(says[0]).toContain(file)
    expect(says[0]).toContain('-wal.1.old')
    expect(asides(file)).toEqual(['project.glance-wal.1.old'])
  },
)

test('a copy that Glance made in the session that was killed is not taken for the file', () => {
  const file = writeClosed(['/a'])
  const script = `
    import { openCatalog } from ${module}
    import { copyCatalog } from ${JSON.stringify(new URL('./open-project.ts', import.meta.url).href)}
    const catalog = openCatalog(${JSON.stringify(file)})
    catalog.run("INSERT INTO root (path) VALUES ('/b')")
    copyCatalog(catalog, ${JSON.stringify(`${file}.mine`)})
    for (let n = 0; n < 50; n++) catalog.run('INSERT INTO root (path) VALUES (?)', '/late/' + n)
    process.kill(process.pid, 'SIGKILL')`
  expect(spawnSync(process.execPath, ['--input-type=module', '--eval', script]).signal).toBe('SIGKILL')
  copyFileSync(`${file}.mine`, file)
  const { says, folders } = look(file)
  expect(folders).toEqual(['/a', '/b'])
  expect(says).toHaveLength(1)
})

test('a file that was made anew, or another project’s, is not given the log of the one before', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(30))
  const log = readFileSync(`${file}-wal`)
  // Deleted without its log, and made anew.
  rmSync(file)
  expect(look(file)).toMatchObject({ folders: [], says: [expect.stringContaining('-wal.1.old') as string] })
  expect(readFileSync(join(dirname(file), asides(file)[0]!)).equals(log)).toBe(true)
  // Another project is moved into its place.
  const other = writeClosed(['/other'])
  writeFileSync(`${other}-wal`, log)
  expect(look(other)).toMatchObject({ folders: ['/other'], says: [expect.stringContaining(other) as string] })
})

test('a file of the same state as the log’s begin gets its log: nothing is lost by a careful copy', () => {
  const file = writeClosed(['/a'])
  const backup = `${file}.mine`
  copyFileSync(file, backup)
  killWriter(file, ['/b'])
  // Moved as a pair.
  const moved = join(makeTempFolder(), 'moved.glance')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, moved + suffix)
  expect(look(moved)).toEqual({ says: [], folders: ['/a', '/b'] })
})

test('an old version’s copy does not get a newer log', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(30))
  const content = readFileSync(file)
  content.writeInt32BE(140, 60) // as a backup from before the last migration
  writeFileSync(file, content)
  expect(() => openCatalog(file)).toThrow() // it is none in truth
  expect(asides(file)).toEqual(['project.glance-wal.1.old'])
})

test('one flipped byte in a log: what is recovered is said, until when, and the log is kept', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(40))
  const log = readFileSync(`${file}-wal`)
  log[Math.floor(log.length / 2)]! ^= 1
  writeFileSync(`${file}-wal`, log)
  const { says, folders } = look(file)
  expect(folders.length).toBeGreaterThan(5)
  expect(folders.length).toBeLessThan(41)
  expect(folders).toEqual(['/a', ...names(folders.length - 1)])
  expect(says).toHaveLength(1)
  expect(says[0]).toMatch(new RegExp(`: ${folders.length - 1} changes of it were recovered, the last of \\d{4}-`))
  const lost = Number(/; (\d+) or more after it/.exec(says[0]!)![1])
  expect(folders.length - 1 + lost).toBe(40)
  expect(readFileSync(join(dirname(file), asides(file)[0]!)).equals(log)).toBe(true)
})

test('a flipped byte in the head of a log loses all of it, and that is said', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(3))
  const log = readFileSync(`${file}-wal`)
  log[17]! ^= 1
  writeFileSync(`${file}-wal`, log)
  const { says, folders } = look(file)
  expect(folders).toEqual(['/a'])
  expect(says[0]).toContain('0 changes of it were recovered')
  expect(asides(file)).toHaveLength(1)
})

test('a file that was moved without its log says that changes may be missing, and where to look', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(3))
  const moved = join(makeTempFolder(), 'moved.glance')
  copyFileSync(file, moved)
  const { says, folders } = look(moved)
  expect(folders).toEqual(['/a'])
  expect(says).toEqual([expect.stringContaining(`look for ${file}-wal`)])
})

test('by way of a link, the log beside the file itself is looked at', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(30))
  const log = readFileSync(`${file}-wal`)
  const other = writeClosed(['/other'])
  writeFileSync(`${other}-wal`, log)
  const link = join(makeTempFolder(), 'link.glance')
  symlinkSync(other, link)
  const reader = openCatalog(link, { readOnly: true })
  expect(listRoots(reader).map(({ path }) => path)).toEqual(['/other'])
  reader.close()
  expect(look(link)).toMatchObject({ folders: ['/other'], says: [expect.stringContaining('-wal.1.old') as string] })
  expect(asides(other)).toEqual(['project.glance-wal.1.old'])
})

test('a reader does not read the log of another file either', () => {
  const file = writeClosed(['/a'])
  killWriter(file, names(30))
  const other = writeClosed(['/other'])
  copyFileSync(`${file}-wal`, `${other}-wal`)
  const reader = openCatalog(other, { readOnly: true })
  expect(listRoots(reader).map(({ path }) => path)).toEqual(['/other'])
  reader.close()
  expect(existsSync(`${other}-wal`)).toBe(true)
  expect(look(other).folders).toEqual(['/other'])
})
