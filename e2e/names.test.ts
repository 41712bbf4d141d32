import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makePhoto, writePhotos } from './support/photos.ts'
import { column, Room } from './support/terminal.ts'

const bytewise = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

describe('names come back byte for byte', () => {
  // Some systems keep names in one Unicode form or forbid some characters: there these names cannot exist.
  test.skipIf(process.platform !== 'linux')(
    'strange ones, side by side (Linux only: elsewhere they cannot exist)',
    async () => {
      const names = [
        'caf\u00e9.jpg',
        'cafe\u0301.jpg', // NFC and NFD: two files
        ' leading space.jpg',
        'two  spaces .jpg',
        'tab\there.jpg',
        'new\nline.jpg',
        'carriage\rreturn.jpg',
        'both\r\nof them.jpg',
        'quote".jpg',
        '"quoted".jpg',
        "apostrophe'.jpg",
        'comma,.jpg',
        ',".jpg',
        'semi;colon.jpg',
        'back\\slash.jpg',
        '-dash.jpg',
        '--csv.jpg',
        '=1+1.jpg',
        '%41.jpg',
        '#.jpg',
        '*?.jpg',
        '~.jpg',
        '$HOME.jpg',
        `${'long'.repeat(62)}abc.jpg`, // 255 bytes
        '😀👩‍👩‍👧.jpg',
        'שלום.jpg',
        '\u202egpj.exe.jpg',
        '写真.JPG',
        '\ufeffbom.jpg',
        'bell\u0007.jpg',
        'folder with, "all"\nof it/photo.jpg',
        '=folder/-photo.jpg',
        'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p.jpg',
        'constructor.jpg',
        '__proto__.jpg',
        'jpg.jpg',
        'twice.png.jpg',
      ]
      using room = new Room()
      await writePhotos(room.photos, names)
      const run = await room.prelabel()
      expect(run.stderr).toBe('')
      expect(run).toMatchObject({ exit: 0, result: { images: names.length, failed: 0 } })
      expect(column(room.readCsv(), 'file_name')).toEqual(bytewise(names))
      expect(await room.prelabel()).toMatchObject({ exit: 0, result: { inferred: 0 } })
    },
  )

  test('a folder whose own name is strange', async () => {
    using room = new Room()
    const folder = room.path('-my "photos", é=ü')
    await writePhotos(folder, ['a.jpg'])
    const csv = room.path('=labels, "é".csv')
    const run = await room.glance(['prelabel', '--csv', csv, '--', '-my "photos", é=ü'])
    expect(run.exit).toBe(0)
    expect(readFileSync(csv, 'utf8')).toContain('\r\na.jpg,')
  })
})

test('links: a circle ends, every photo is listed once', async () => {
  using room = new Room()
  await writePhotos(room.photos, ['a.jpg', 'sub/b.jpg'])
  await writePhotos(room.path('elsewhere'), ['c.jpg'], { first: 5 })
  symlinkSync('..', join(room.photos, 'sub', 'up'))
  symlinkSync(room.folder, join(room.photos, 'above'))
  symlinkSync('.', join(room.photos, 'self'))
  symlinkSync(room.path('elsewhere'), join(room.photos, 'linked'))
  const run = await room.prelabel()
  expect(run).toMatchObject({ exit: 0, result: { images: 3 } })
  expect(column(room.readCsv(), 'file_name')).toEqual(['a.jpg', 'linked/c.jpg', 'sub/b.jpg'])
})

test('broken links are named and cost an exit code of 1', async () => {
  using room = new Room()
  await writePhotos(room.photos, ['a.jpg'])
  symlinkSync('gone.jpg', join(room.photos, 'link.jpg'))
  symlinkSync('me.jpg', join(room.photos, 'me.jpg'))
  const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv'])
  expect(run.stderr).toMatch(/! link\.jpg is a broken link.*repair the link/)
  expect(run.stderr).toMatch(/! me\.jpg cannot be reached: its links form a loop/)
  expect(run.exit).toBe(1)
  expect(column(room.readCsv(), 'file_name')).toEqual(['a.jpg'])
})

test('hidden files and other files are left out, and counted', async () => {
  using room = new Room()
  await writePhotos(room.photos, ['a.jpg', '.hidden.jpg', '.thumbs/b.jpg'])
  writeFileSync(join(room.photos, 'notes.txt'), 'no photo')
  const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv'])
  expect(run.exit).toBe(0)
  expect(run.stderr).toContain('1 other files skipped, 2 hidden files skipped')
  expect(column(room.readCsv(), 'file_name')).toEqual(['a.jpg'])
})

test.skipIf(process.platform !== 'linux')(
  'a name that is not UTF-8 is reported and stops nothing (Linux only: elsewhere it cannot exist)',
  async () => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    writeFileSync(
      Buffer.concat([Buffer.from(`${room.photos}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]),
      await makePhoto(1),
    )
    const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv'])
    expect(run.stderr).toMatch(/! caf\\xe9\.jpg has a name that is not valid UTF-8.*Rename it/)
    expect(run.exit).toBe(1)
    expect(column(room.readCsv(), 'file_name')).toEqual(['a.jpg'])
  },
)

test('an empty folder is no error', async () => {
  using room = new Room()
  expect(await room.prelabel()).toMatchObject({ exit: 0, result: { images: 0, inferred: 0 } })
  expect(readFileSync(room.csv, 'utf8')).toMatch(/^file_name,[a-z_,]+\r\n$/)
})

// Windows has no such permissions.
test.skipIf(process.platform === 'win32')(
  'a folder that cannot be entered is named; what is known of it stays (not on Windows)',
  async () => {
    using room = new Room()
    room.giveAway()
    await writePhotos(room.photos, ['a.jpg', 'locked/b.jpg'])
    expect((await room.prelabel([], { asNobody: true })).exit).toBe(0)
    const before = room.readCsv()
    mkdirSync(join(room.photos, 'never seen'))
    for (const folder of ['locked', 'never seen']) chmodSync(join(room.photos, folder), 0)
    try {
      const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv'], { asNobody: true })
      expect(run.stderr).toMatch(/! locked cannot be read: permission denied/)
      expect(run.stderr).toMatch(/! never seen cannot be read: permission denied/)
      expect(run.exit).toBe(1)
      expect(room.readCsv()).toEqual(before)
    } finally {
      for (const folder of ['locked', 'never seen']) chmodSync(join(room.photos, folder), 0o755)
    }
  },
)
