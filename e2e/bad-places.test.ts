import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { writePhotos } from './support/photos.ts'
import { Room } from './support/terminal.ts'

const isLinux = process.platform === 'linux'

/** A file system of a few pages; null where it cannot be mounted, which needs root's rights. */
function mountTiny(folder: string, size: string): Disposable | null {
  mkdirSync(folder)
  if (
    !isLinux ||
    process.getuid?.() !== 0 ||
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status !== 0
  )
    return null
  return { [Symbol.dispose]: () => void spawnSync('umount', ['-l', folder]) }
}

/** Many rows without much work: copies of one photo. */
async function writeCopies(folder: string, count: number): Promise<void> {
  await writePhotos(folder, ['0.jpg'])
  for (let index = 1; index < count; index++) copyFileSync(join(folder, '0.jpg'), join(folder, `${index}.jpg`))
}

describe('the disk is full', () => {
  test.skipIf(!isLinux)('while the CSV is written (/dev/full: Linux only)', async () => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    const run = await room.glance(['prelabel', 'photos', '--csv', '/dev/full'])
    expect(run.stderr).toContain('/dev/full cannot be written: the disk is full. Free some space')
    expect(run.exit).toBe(1)
    // No work was lost.
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { inferred: 0 } })
  })

  test('while the CSV is written: the old file stays as it was', async (context) => {
    using room = new Room()
    const folder = room.path('tiny')
    using tiny = mountTiny(folder, '16k')
    if (tiny === null) return context.skip('mounting a small file system needs root on Linux')
    await writeCopies(room.photos, 400)
    const csv = join(folder, 'labels.csv')
    writeFileSync(csv, 'the old labels\r\n')
    const run = await room.glance(['prelabel', 'photos', '--csv', csv])
    expect(run.stderr).toContain(`${csv} cannot be written: the disk is full.`)
    expect(run.exit).toBe(1)
    expect(readFileSync(csv, 'utf8')).toBe('the old labels\r\n')
    expect(readdirSync(folder)).toEqual(['labels.csv'])
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { images: 400, inferred: 0, copied: 0 } })
  })

  test('while the catalog is written: said, and nothing half-done is left to trip over', async (context) => {
    using room = new Room()
    const folder = room.path('tiny')
    using tiny = mountTiny(folder, '400k')
    if (tiny === null) return context.skip('mounting a small file system needs root on Linux')
    await writeCopies(room.photos, 1500)
    const catalog = join(folder, 'project.glance')
    const args = ['prelabel', 'photos', '--catalog', catalog, '--csv', 'labels.csv']
    const run = await room.glance(args)
    expect(run.stderr).toMatch(/glance: Not enough disk space.*project\.glance\. Free some space/)
    expect(run.exit).toBe(1)
    expect(existsSync(room.csv)).toBe(false)
    expect(spawnSync('mount', ['-o', 'remount,size=64m', folder]).status).toBe(0)
    expect(await room.glance(args)).toMatchObject({ exit: 0 })
    expect(room.readCsv()).toHaveLength(1500)
  })
})

describe('a CSV that cannot be written', () => {
  test('into a folder that is not there', async () => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    const run = await room.glance(['prelabel', 'photos', '--csv', 'gone/labels.csv'])
    expect(run.stderr).toMatch(/gone\/labels\.csv cannot be written: there is no folder gone\. Create it first/)
    expect(run.exit).toBe(2)
    // Said before the work, not after it.
    expect(existsSync(join(room.data, 'projects'))).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('into a folder without the right to (not on Windows)', async () => {
    using room = new Room()
    room.giveAway()
    await writePhotos(room.photos, ['a.jpg'])
    mkdirSync(room.path('locked'), 0o555)
    const run = await room.glance(['prelabel', 'photos', '--csv', 'locked/labels.csv'], { asNobody: true })
    expect(run.stderr).toMatch(/locked\/labels\.csv cannot be written: EACCES/)
    expect(run.exit).toBe(1)
  })
})

describe('the catalog', () => {
  /** A room whose photos were pre-labeled, with its project's file and what the CSV held. */
  async function roomWithCatalog(options?: {
    asNobody: boolean
  }): Promise<Room & { catalog: string; written: Buffer }> {
    const room = new Room()
    room.giveAway()
    await writePhotos(room.photos, ['a.jpg', 'b.jpg'])
    const { exit, result } = await room.prelabel([], options)
    expect(exit).toBe(0)
    return Object.assign(room, { catalog: result.catalog, written: readFileSync(room.csv) })
  }

  // Windows has no such permissions.
  test.skipIf(process.platform === 'win32')(
    'cannot be written: refused, but it can be exported (not on Windows)',
    async () => {
      using room = await roomWithCatalog({ asNobody: true })
      const { catalog, written } = room
      chmodSync(catalog, 0o444)
      chmodSync(join(catalog, '..'), 0o555)
      const run = await room.glance(['prelabel', 'photos', '--csv', 'new.csv'], { asNobody: true })
      expect(run.stderr).toMatch(
        /glance: The project file .*\.glance or its folder cannot be written\. Check the permissions/,
      )
      expect(run.exit).toBe(1)
      expect(existsSync(room.path('new.csv'))).toBe(false)
      const exported = await room.glance(['export', 'photos', '--csv', 'again.csv', '--predictions'], {
        asNobody: true,
      })
      expect(exported).toMatchObject({ exit: 0, stderr: '' })
      expect(readFileSync(room.path('again.csv'))).toEqual(written)
      chmodSync(join(catalog, '..'), 0o755)
    },
  )

  test('is of a newer version: refused and left alone', async () => {
    using room = await roomWithCatalog()
    const { catalog } = room
    const database = new Database(catalog)
    database.pragma('user_version = 9999')
    database.close()
    const before = readFileSync(catalog)
    for (const command of ['prelabel', 'export']) {
      const run = await room.glance([command, 'photos', '--csv', 'new.csv'])
      expect(run.stderr).toMatch(/has version 9999; this version of Glance reads up to \d+\. Update Glance/)
      expect(run.exit).toBe(1)
    }
    expect(readFileSync(catalog)).toEqual(before)
    expect(existsSync(room.path('new.csv'))).toBe(false)
  })

  test.each<[string, (catalog: string) => void, RegExp]>([
    [
      'is cut in half',
      (catalog) => truncateSync(catalog, Math.floor(statSync(catalog).size / 2)),
      /is damaged.*truncated/,
    ],
    ['is empty', (catalog) => truncateSync(catalog, 0), /is damaged.*empty/],
    [
      'is something else',
      (catalog) => writeFileSync(catalog, 'shopping list: '.repeat(100)),
      /is damaged.*not an SQLite file/,
    ],
  ])('%s: refused with a hint, and left alone', async (_what, spoil, message) => {
    using room = await roomWithCatalog()
    const { catalog } = room
    spoil(catalog)
    const before = readFileSync(catalog)
    for (const command of ['prelabel', 'export']) {
      const run = await room.glance([command, 'photos', '--csv', 'new.csv'])
      expect(run.stderr).toMatch(message)
      expect(run.stderr).toContain('Restore it from a backup, or move it away')
      expect(run.exit).toBe(1)
    }
    expect(readFileSync(catalog)).toEqual(before)
  })

  test('is a database of another program', async () => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    const database = new Database(room.path('other.db'))
    database.exec('CREATE TABLE image (id INTEGER)')
    database.close()
    const run = await room.glance(['prelabel', 'photos', '--catalog', 'other.db'])
    expect(run.stderr).toContain('is a database of another program')
    expect(run.exit).toBe(2)
  })
})
