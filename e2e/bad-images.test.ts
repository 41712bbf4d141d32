import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makePhoto, numbered, writeBomb, writePhotos } from './support/photos.ts'
import { column, type Finished, Room } from './support/terminal.ts'

/** Makes a bad file; its photo is there to be hurt. */
type Spoil = (file: string, photo: Buffer) => void | Promise<void>

const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat', 'latin1')

const bad: [what: string, name: string, spoil: Spoil, message: RegExp][] = [
  [
    'truncated JPEG',
    'cut.jpg',
    (file, photo) => writeFileSync(file, photo.subarray(0, photo.length / 2)),
    /cut\.jpg is damaged.*Get the file again/,
  ],
  [
    'JPEG header alone',
    'header.jpg',
    (file, photo) => writeFileSync(file, photo.subarray(0, 20)),
    /header\.jpg is damaged.*Get the file again/,
  ],
  ['zero bytes', 'empty.png', (file) => writeFileSync(file, ''), /empty\.png is empty/],
  [
    'text named .jpg',
    'text.jpg',
    (file) => writeFileSync(file, 'Not a photo at all.\n'),
    /text\.jpg is (?:no|not an) image/,
  ],
  ['HEIC', 'phone.heic', (file) => writeFileSync(file, heic), /phone\.heic.*HEIC.*Convert/],
  ['PNG bomb', 'bomb.png', (file) => writeBomb(file, 30_000), /bomb\.png has more than \d+ megapixels/],
]

/** How much memory a run took at most, in bytes: reported by the run itself at its end. */
const reportMemory = `data:text/javascript,${encodeURIComponent(`
  import { isMainThread } from 'node:worker_threads'
  import { writeSync } from 'node:fs'
  if (isMainThread) process.on('exit', () => writeSync(2, 'peak ' + process.resourceUsage().maxRSS + ' KiB'))`)}`
const peakOf = ({ stderr }: Finished): number => Number(/peak (\d+) KiB/.exec(stderr)![1]) * 1024

describe('one bad image never stops the others', () => {
  test.each(bad)('%s', async (_what, name, spoil, message) => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg', 'z.jpg'])
    await spoil(join(room.photos, name), await makePhoto(5))
    const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv', '--threshold', '0'])
    expect(run.stderr).toMatch(message)
    expect(run.exit).toBe(1)
    expect(run.stdout).toContain('3 photos: 2 pre-labeled now, 1 failed')
    const [first, failed, last] = room.readCsv()
    expect([first!['status'], last!['status']]).toEqual(['pre-labeled', 'pre-labeled'])
    expect(failed).toMatchObject({
      file_name: name,
      status: 'failed',
      label: '',
      confidence: '',
      source: '',
      cls_label: '',
      agreement: '',
    })
  })

  test('all of them at once, among many good ones', async () => {
    using room = new Room()
    const good = numbered(12)
    await writePhotos(room.photos, good)
    for (const [index, [, name, spoil]] of bad.entries())
      await spoil(join(room.photos, `photo-${index}-${name}`), await makePhoto(20 + index))
    const run = await room.prelabel(['--threshold', '0'])
    expect(run).toMatchObject({
      exit: 1,
      result: { inferred: good.length, failed: bad.length, export: { failed: bad.length } },
    })
    const rows = room.readCsv()
    expect(rows.filter((row) => row['status'] === 'pre-labeled').map((row) => row['file_name'])).toEqual(good)
    expect(rows.filter((row) => row['status'] === 'failed')).toHaveLength(bad.length)
    const problems = run.stdout.split('\n').filter((line) => line.startsWith('{"type":"problem"'))
    expect(problems).toHaveLength(bad.length)
  })

  test('nothing but bad ones', async () => {
    using room = new Room()
    for (const name of ['a.jpg', 'b.jpg']) writeFileSync(join(room.photos, name), '')
    expect(await room.prelabel()).toMatchObject({ exit: 1, result: { images: 2, inferred: 0, failed: 2 } })
    expect(column(room.readCsv(), 'status')).toEqual(['failed', 'failed'])
  })
})

test('a bomb costs no memory', async () => {
  using room = new Room()
  const env = { NODE_OPTIONS: `--import=${reportMemory}` }
  await writePhotos(room.photos, numbered(4))
  const without = await room.glance(['prelabel', 'photos'], { env })
  expect(without.exit).toBe(0)
  await writeBomb(join(room.photos, 'bomb.png'), 30_000)
  rmSync(join(room.data, 'projects'), { recursive: true })
  const withBomb = await room.glance(['prelabel', 'photos'], { env })
  expect(withBomb.exit).toBe(1)
  // Unfolded it would be 900 million bytes; two equal runs differ by some tens of millions.
  expect(peakOf(withBomb) - peakOf(without)).toBeLessThan(150e6)
})

// Windows has no such permissions.
test.skipIf(process.platform === 'win32')('a file without the right to read it (not on Windows)', async () => {
  using room = new Room()
  room.giveAway()
  await writePhotos(room.photos, ['a.jpg', 'mine.jpg', 'z.jpg'])
  chmodSync(join(room.photos, 'mine.jpg'), 0)
  const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv', '--threshold', '0'], { asNobody: true })
  expect(run.stderr).toMatch(/! mine\.jpg cannot be read: permission denied.*Change its permissions/)
  expect(run.exit).toBe(1)
  expect(column(room.readCsv(), 'status')).toEqual(['pre-labeled', 'failed', 'pre-labeled'])

  // Once it can be read, the same command takes it in.
  chmodSync(join(room.photos, 'mine.jpg'), 0o644)
  expect(await room.prelabel([], { asNobody: true })).toMatchObject({ exit: 0, result: { inferred: 1 } })
})

/** Deletes files at the moment when the run says that its job begins: every photo was found, and none had its turn. */
const deleteAtStart = (files: readonly string[]): string =>
  `data:text/javascript,${encodeURIComponent(`
  import { isMainThread } from 'node:worker_threads'
  import { rmSync } from 'node:fs'
  const write = process.stdout.write
  if (isMainThread) process.stdout.write = function (chunk, ...rest) {
    if (String(chunk).includes('"type":"job"')) for (const file of ${JSON.stringify(files)}) rmSync(file, { force: true })
    return write.call(this, chunk, ...rest)
  }`)}`

test('files that are deleted between the scan and their turn', async () => {
  using room = new Room()
  const names = numbered(80)
  await writePhotos(room.photos, names)
  const gone = names.slice(-5)
  const env = { NODE_OPTIONS: `--import=${deleteAtStart(gone.map((name) => join(room.photos, name)))}` }
  const run = await room.glance(['--json', 'prelabel', room.photos, '--csv', room.csv, '--threshold', '0'], { env })
  expect(run.exit).toBe(1)
  for (const name of gone)
    expect(run.stdout).toContain(
      `${name} was not found: it was deleted or moved after the scan. Scan the folder again.`,
    )
  const rows = room.readCsv()
  expect(column(rows, 'file_name')).toEqual(names)
  expect(column(rows, 'status')).toEqual(names.map((name) => (gone.includes(name) ? 'failed' : 'pre-labeled')))

  // The next run knows that they are not there, and that is no failure.
  expect(await room.prelabel()).toMatchObject({
    exit: 0,
    result: { images: 75, inferred: 0, failed: 0, export: { missing: 5 } },
  })
  expect(column(room.readCsv(), 'file_name')).toEqual(names.slice(0, -5))
})

test('a failure is reported on stderr once, and the CSV stays plain', async () => {
  using room = new Room()
  await writePhotos(room.photos, ['a.jpg'])
  writeFileSync(join(room.photos, 'b\nc.jpg'), '')
  const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv'])
  expect(run.stderr.split('\n').filter((line) => line.startsWith('! '))).toEqual([
    expect.stringContaining('b\\nc.jpg is empty'),
  ])
  expect(readFileSync(room.csv, 'utf8').endsWith('\r\n"b\nc.jpg",,,,,,,,,,,failed,,false,,\r\n')).toBe(true)
})
