import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { ExportResult } from '../electron/formats/calls.ts'
import type { ModelInfo } from '../electron/model-library/calls.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makePhoto, writePhotos } from './support/photos.ts'
import { column, parseCsv, readResult, Room } from './support/terminal.ts'

const columns = [
  'file_name',
  'label',
  'confidence',
  'source',
  'cls_label',
  'cls_confidence',
  'dist_label',
  'dist_confidence',
  'agreement',
  'width',
  'height',
  'status',
  'split',
  'flagged',
  'note',
  'author',
]
const names = ['a.jpg', 'b.jpg', 'boats/c.jpg', 'boats/deep/d.jpg', 'e.jpg']

async function roomWithPhotos(): Promise<Room> {
  const room = new Room()
  await writePhotos(room.photos, names)
  return room
}

describe('a folder in, pre-labels out', () => {
  test('every photo is a row with the promised columns, and the second run does nothing', async () => {
    using room = await roomWithPhotos()
    const run = await room.glance(['prelabel', 'photos', '--csv', 'labels.csv', '--threshold', '0'])
    expect(run).toMatchObject({ exit: 0 })
    expect(run.stdout).toContain('5 photos: 5 pre-labeled now')
    expect(run.stdout).toContain('Labels: labels.csv (5 rows')

    const first = readFileSync(room.csv)
    expect(first.toString().split('\r\n')[0]).toBe(columns.join(','))
    const rows = room.readCsv()
    expect(column(rows, 'file_name')).toEqual(names)
    const classes = (await listModels(room)).find(({ isDefault }) => isDefault)!.classes
    expect(classes).toBeGreaterThan(1)
    for (const row of rows) {
      expect(row).toMatchObject({ source: 'model', status: 'pre-labeled', width: '240', height: '180' })
      expect(row['label']).not.toBe('')
      for (const name of ['confidence', 'cls_confidence', 'dist_confidence']) {
        expect(row[name]).toMatch(/^[01]\.\d{5}$/)
        // The first of so many classes has at least its share.
        expect(Number(row[name])).toBeGreaterThanOrEqual(1 / classes - 1e-5)
        expect(Number(row[name])).toBeLessThanOrEqual(1)
      }
      expect(row['agreement']).toBe(String(row['cls_label'] === row['dist_label']))
    }
    expect(new Set(column(rows, 'confidence')).size).toBe(names.length)

    const second = await room.prelabel()
    expect(second).toMatchObject({
      exit: 0,
      result: { images: 5, inferred: 0, copied: 0, failed: 0, cancelled: false },
    })
    expect(readFileSync(room.csv)).toEqual(first)
  })

  test('a photo does not get another answer for its company', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    using alone = new Room()
    copyFileSync(join(room.photos, 'e.jpg'), join(alone.photos, 'e.jpg'))
    await alone.prelabel()
    expect(alone.readCsv()[0]).toEqual(room.readCsv().at(-1))
  })

  test('without --csv nothing is written but the project', async () => {
    using room = await roomWithPhotos()
    const run = await room.glance(['--json', 'prelabel', room.photos])
    expect(run.exit).toBe(0)
    expect(readResult(run)).toMatchObject({ inferred: 5, export: null })
    expect(existsSync(room.csv)).toBe(false)
  })

  test('the project can be put anywhere, and is found from every way to the folder', async () => {
    using room = await roomWithPhotos()
    const { result } = await room.prelabel(['--catalog', room.path('mine', 'project.glance')])
    expect(result.catalog).toBe(room.path('mine', 'project.glance'))
    expect(existsSync(join(room.data, 'projects'))).toBe(false)
    const again = await room.glance(['--json', 'prelabel', '.', '--catalog', '../mine/project.glance'], {
      cwd: room.photos,
    })
    expect(readResult(again)).toMatchObject({ images: 5, inferred: 0 })
  })
})

describe('what happens to the folder between two runs', () => {
  test('a changed file is read again', async () => {
    using room = await roomWithPhotos()
    await room.prelabel(['--threshold', '0']) // the project's from then on
    const before = room.readCsv()
    writeFileSync(join(room.photos, 'b.jpg'), await makePhoto(7, { width: 100, height: 120 }))
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { images: 5, inferred: 1 } })
    const after = room.readCsv()
    expect(after[1]).toMatchObject({ file_name: 'b.jpg', width: '100', height: '120', status: 'pre-labeled' })
    expect(after[1]!['confidence']).not.toBe(before[1]!['confidence'])
    expect(after.toSpliced(1, 1)).toEqual(before.toSpliced(1, 1))
  })

  test('added, moved, duplicated and removed files', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    const before = room.readCsv()
    await writePhotos(room.photos, ['new.jpg'], { first: 9 })
    mkdirSync(join(room.photos, 'other'))
    renameSync(join(room.photos, 'a.jpg'), join(room.photos, 'other', 'a.jpg'))
    copyFileSync(join(room.photos, 'b.jpg'), join(room.photos, 'other', 'b copy.jpg'))
    rmSync(join(room.photos, 'e.jpg'))

    // Only the new one costs a run of the model; a moved file and a copy have the bytes of a known one.
    const run = await room.prelabel()
    expect(run).toMatchObject({
      exit: 0,
      result: { images: 6, inferred: 1, copied: 2, export: { rows: 6, missing: 2 } },
    })
    const after = room.readCsv()
    expect(column(after, 'file_name')).toEqual([
      'b.jpg',
      'boats/c.jpg',
      'boats/deep/d.jpg',
      'new.jpg',
      'other/a.jpg',
      'other/b copy.jpg',
    ])
    expect(after[4]).toEqual({ ...before[0], file_name: 'other/a.jpg' })
    expect(after[5]).toEqual({ ...before[1], file_name: 'other/b copy.jpg' })

    renameSync(join(room.photos, 'other', 'a.jpg'), join(room.photos, 'a.jpg'))
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { images: 6, inferred: 0 } })
    expect(room.readCsv()[0]).toEqual(before[0])
  })

  test('a touched file with the same bytes keeps its answer', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    const before = readFileSync(room.csv)
    const bytes = readFileSync(join(room.photos, 'a.jpg'))
    appendFileSync(join(room.photos, 'a.jpg'), 'x')
    writeFileSync(join(room.photos, 'a.jpg'), bytes)
    expect((await room.prelabel()).exit).toBe(0)
    expect(readFileSync(room.csv)).toEqual(before)
  })

  test('a repaired file stops being a failure', async () => {
    using room = await roomWithPhotos()
    writeFileSync(join(room.photos, 'b.jpg'), 'not yet downloaded')
    const first = await room.prelabel(['--threshold', '0'])
    expect(first).toMatchObject({ exit: 1, result: { inferred: 4, failed: 1 } })
    // As long as it is broken, every run says so again.
    expect(await room.prelabel()).toMatchObject({ exit: 1, result: { inferred: 0, failed: 1 } })
    writeFileSync(join(room.photos, 'b.jpg'), await makePhoto(1))
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { inferred: 1, failed: 0 } })
    expect(column(room.readCsv(), 'status')).toEqual(names.map(() => 'pre-labeled'))
  })
})

describe('options', () => {
  test('--threshold: what is below it has no label and needs review', async () => {
    using room = await roomWithPhotos()
    await room.prelabel(['--threshold', '0'])
    const plain = room.readCsv()
    expect(column(plain, 'status')).toEqual(names.map(() => 'pre-labeled'))
    const threshold = column(plain, 'confidence').toSorted((a, b) => Number(a) - Number(b))[2]!
    const run = await room.prelabel(['--threshold', String(Number(threshold) - 1e-5)])
    expect(run).toMatchObject({ exit: 0, result: { inferred: 0, export: { preLabeled: 3, needsReview: 2 } } })
    for (const [index, row] of room.readCsv().entries()) {
      const reaches = Number(row['confidence']) >= Number(threshold)
      expect(row).toEqual({
        ...plain[index],
        ...(reaches ? {} : { label: '', source: '', status: 'needs review' }),
      })
    }
  })

  test('no threshold: what is below one half is not sure, as long as too few labels say more', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    const rows = room.readCsv()
    expect(rows).toHaveLength(5)
    for (const row of rows) {
      const isSure = Number(row['confidence']) >= 0.5
      expect(row).toMatchObject(
        isSure
          ? { label: row['label']!, source: 'model', status: 'pre-labeled' }
          : { label: '', source: '', status: 'needs review' },
      )
      expect(row['label'] !== '').toBe(isSure)
    }
    // A threshold that was given is the project's; none takes nothing away.
    await room.prelabel(['--threshold', '0'])
    await room.prelabel()
    expect(column(room.readCsv(), 'status')).toEqual(names.map(() => 'pre-labeled'))
  })

  test('--top-k: as many predictions, the best first', async () => {
    using room = await roomWithPhotos()
    expect(await room.prelabel(['--top-k', '3', '--threshold', '0'])).toMatchObject({
      exit: 0,
      result: { inferred: 5 },
    })
    const rows = room.readCsv()
    expect(Object.keys(rows[0]!)).toEqual([
      ...columns,
      'top1_label',
      'top1_confidence',
      'top2_label',
      'top2_confidence',
      'top3_label',
      'top3_confidence',
    ])
    for (const row of rows) {
      expect([row['top1_label'], row['top1_confidence']]).toEqual([row['label'], row['confidence']])
      const confidences = [1, 2, 3].map((rank) => Number(row[`top${rank}_confidence`]))
      expect(confidences).toEqual(confidences.toSorted((a, b) => b - a))
      expect(new Set([1, 2, 3].map((rank) => row[`top${rank}_label`])).size).toBe(3)
    }
    // More than were kept: predicted again, and the first three are the same.
    expect(await room.prelabel(['--top-k', '25'])).toMatchObject({ exit: 0, result: { inferred: 5 } })
    for (const [index, row] of room.readCsv().entries()) {
      expect(row).toMatchObject(rows[index]!)
      expect(row['top25_label']).not.toBe('')
    }
  })

  test('--no-maps answers the same; maps wanted later are made then', async () => {
    using room = await roomWithPhotos()
    expect(await room.prelabel(['--no-maps'])).toMatchObject({ exit: 0, result: { inferred: 5 } })
    const without = readFileSync(room.csv)
    expect(await room.prelabel(['--no-maps'])).toMatchObject({ result: { inferred: 0 } })
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { inferred: 5 } })
    expect(readFileSync(room.csv)).toEqual(without)
    // Having more than was asked for is no reason to work again.
    expect(await room.prelabel(['--no-maps'])).toMatchObject({ result: { inferred: 0 } })
  })

  test('--thumbnails fills the cache and changes no answer', async () => {
    using room = await roomWithPhotos()
    await room.prelabel(['--thumbnails'])
    expect(existsSync(join(room.data, 'thumbnails'))).toBe(true)
    const rows = room.readCsv()
    using plain = await roomWithPhotos()
    await plain.prelabel()
    expect(existsSync(join(plain.data, 'thumbnails'))).toBe(false)
    expect(plain.readCsv()).toEqual(rows)
  })

  test('--excel-safe guards cells that would run', async () => {
    using room = new Room()
    const dangerous = ['+sum.jpg', '-x.jpg', '=cmd.jpg', '@a.jpg', 'plain.jpg']
    await writePhotos(room.photos, dangerous)
    await room.prelabel()
    expect(column(room.readCsv(), 'file_name')).toEqual(dangerous)
    await room.prelabel(['--excel-safe'])
    expect(column(room.readCsv(), 'file_name')).toEqual([`'+sum.jpg`, `'-x.jpg`, `'=cmd.jpg`, `'@a.jpg`, 'plain.jpg'])
  })

  test('--engine wasm gives the same labels', async () => {
    using room = await roomWithPhotos()
    expect((await room.prelabel(['--engine', 'cpu'])).exit).toBe(0)
    const native = room.readCsv()
    using other = await roomWithPhotos()
    const run = await other.prelabel(['--engine', 'wasm'])
    expect(run.exit).toBe(0)
    expect(run.result.engine).toContain('WebAssembly')
    for (const [index, row] of other.readCsv().entries()) {
      const twin = native[index]!
      for (const name of ['file_name', 'label', 'cls_label', 'dist_label', 'agreement', 'status'])
        expect(row[name]).toBe(twin[name])
      for (const name of ['confidence', 'cls_confidence', 'dist_confidence']) {
        expect(Math.abs(Number(row[name]) - Number(twin[name]))).toBeLessThanOrEqual(1e-3)
      }
    }
  })
})

describe('export', () => {
  test('gives the CSV of the run again, by folder or by catalog', async () => {
    using room = await roomWithPhotos()
    const { result } = await room.prelabel(['--top-k', '2', '--threshold', '0.1'])
    const written = readFileSync(room.csv)
    for (const from of [[room.photos], ['--catalog', result.catalog]]) {
      const run = await room.glance(['--json', 'export', ...from, '--csv', 'again.csv', '--top-k', '2'])
      expect(run.exit).toBe(0)
      expect(readResult(run) as ExportResult).toMatchObject({ rows: 5, failed: 0 })
      expect(readFileSync(room.path('again.csv'))).toEqual(written)
    }
    const refused = await room.glance(['export', room.photos, '--csv', 'again.csv', '--top-k', '50'])
    expect(refused.exit).toBe(2)
    expect(refused.stderr).toContain('--top-k 50')
  })

  test('holds what people decided, unless something of predictions is asked for', async () => {
    using room = await roomWithPhotos()
    await room.prelabel(['--threshold', '0'])
    const written = readFileSync(room.csv)
    expect(await room.glance(['export', 'photos', '--csv', 'own.csv'])).toMatchObject({ exit: 0 })
    const own = parseCsv(readFileSync(room.path('own.csv')))
    expect(Object.keys(own[0]!)).toEqual(columns)
    for (const row of own)
      expect(row).toMatchObject({ label: '', confidence: '', source: '', cls_label: '', status: 'pre-labeled' })
    for (const asked of [['--predictions'], ['--threshold', '0']]) {
      expect(await room.glance(['export', 'photos', '--csv', 'all.csv', ...asked])).toMatchObject({ exit: 0 })
      expect(readFileSync(room.path('all.csv'))).toEqual(written)
    }
  })

  test('needs a folder that was pre-labeled, and leaves no project behind', async () => {
    using room = await roomWithPhotos()
    const run = await room.glance(['export', room.photos, '--csv', 'x.csv'])
    expect(run.exit).toBe(2)
    expect(run.stderr).toContain('has not been pre-labeled')
    expect(run.stderr).toContain('glance prelabel')
    expect(existsSync(join(room.data, 'projects'))).toBe(false)
    expect(existsSync(room.path('x.csv'))).toBe(false)
  })
})

async function listModels(room: Room): Promise<ModelInfo[]> {
  const run = await room.glance(['--json', 'models'])
  expect(run.exit).toBe(0)
  return readResult(run) as ModelInfo[]
}

test('models lists the embedded model', async () => {
  using room = new Room({ model: 'embedded' })
  const [model] = await listModels(room)
  expect(model).toMatchObject({ isDefault: true, attention: true, distilled: true })
  const text = await room.glance(['models'])
  expect(text).toMatchObject({ exit: 0, stderr: '' })
  expect(text.stdout).toMatch(/^default {2}.*class and distillation token/)
})

describe('wrong use is said and exits with 2', () => {
  test.each<[string, string[], RegExp]>([
    ['unknown command', ['prelable', 'photos'], /unknown command 'prelable'[^]*prelabel/],
    ['unknown option', ['prelabel', 'photos', '--csw', 'x'], /unknown option '--csw'[^]*--csv/],
    ['no folder', ['prelabel'], /missing required argument 'folder'/],
    ['two folders', ['prelabel', 'photos', 'photos'], /too many arguments/],
    ['a number that is none', ['prelabel', 'photos', '--threshold', 'high'], /--threshold.*high.*Not a number/],
    ['an empty number', ['prelabel', 'photos', '--top-k', ''], /--top-k.*Not a number/],
    ['a threshold above 1', ['prelabel', 'photos', '--threshold', '50'], /threshold: .*1/],
    ['half a prediction', ['prelabel', 'photos', '--top-k', '1.5'], /topK|top-k/],
    ['no predictions', ['prelabel', 'photos', '--top-k', '0'], /topK|top-k/],
    ['an engine that there is not', ['prelabel', 'photos', '--engine', 'tpu'], /'tpu' is invalid.*cpu/],
    [
      'a model that there is not',
      ['prelabel', 'photos', '--model', 'resnet'],
      /There is no model "resnet"[^]*Installed: default/,
    ],
    ['a folder that is not there', ['prelabel', 'pohtos'], /pohtos does not exist.*Check its name/],
    ['a file instead of a folder', ['prelabel', 'photos/a.jpg'], /a\.jpg is a file, not a folder/],
    ['a folder instead of a CSV', ['prelabel', 'photos', '--csv', '.'], /is a folder.*--csv labels\.csv/],
    ['an export of nothing', ['export', '--csv', 'x.csv'], /Neither a folder nor a project file/],
    ['an export to nowhere', ['export', 'photos'], /required option '--csv <file>'/],
    ['a checkpoint that is not there', ['import-model', 'gone.pth'], /gone\.pth cannot be read/],
    [
      'a model that is a folder of photos',
      ['prelabel', 'photos', '--model', 'photos/a.jpg'],
      /a\.jpg is not an ONNX model.*import-model/,
    ],
  ])('%s', async (_what, args, message) => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    const run = await room.glance(args)
    expect(run.stderr).toMatch(message)
    expect(run.stderr).not.toMatch(/\n\s+at /) // no stack: that would be a bug's
    expect(run.exit).toBe(2)
    expect(run.stdout).toBe('')
  })

  test('no command at all shows the help', async () => {
    using room = new Room()
    const run = await room.glance([])
    expect(run.exit).toBe(2)
    expect(run.stdout + run.stderr).toContain('prelabel [options] <folder>')
    expect(await room.glance(['--help'])).toMatchObject({ exit: 0, stderr: '' })
    expect(await room.glance(['--version'])).toMatchObject({ exit: 0, stdout: '0.1.0\n' })
  })
})

describe('nothing of value is lost by a slip', () => {
  test('a CSV never replaces a photo or a project', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    const photo = readFileSync(join(room.photos, 'a.jpg'))
    const onto = await room.glance(['prelabel', 'photos', '--csv', 'photos/a.jpg'])
    expect(onto).toMatchObject({ exit: 2, stderr: expect.stringContaining('is not a text file') as string })
    expect(readFileSync(join(room.photos, 'a.jpg'))).toEqual(photo)

    await room.glance(['prelabel', 'photos', '--catalog', 'mine.glance'])
    const project = readFileSync(room.path('mine.glance'))
    expect(await room.glance(['export', 'photos', '--catalog', 'mine.glance', '--csv', 'mine.glance'])).toMatchObject({
      exit: 2,
    })
    expect(readFileSync(room.path('mine.glance'))).toEqual(project)
  })

  test('more predictions that cannot be made leave those that were', async () => {
    using room = await roomWithPhotos()
    await room.prelabel()
    const before = readFileSync(room.csv)
    const failed = await room.glance(['prelabel', 'photos', '--top-k', '25', '--model', 'no-such-model'])
    expect(failed.exit).toBe(2)
    expect(await room.glance(['export', 'photos', '--csv', 'again.csv', '--top-k', '25'])).toMatchObject({ exit: 2 })
    const again = await room.glance(['export', 'photos', '--csv', 'again.csv', '--predictions'])
    expect(again).toMatchObject({ exit: 0 })
    expect(readFileSync(room.path('again.csv'))).toEqual(before)
    expect((await room.prelabel(['--top-k', '25'])).result).toMatchObject({ inferred: 5 })
    expect((await room.prelabel(['--top-k', '25'])).result).toMatchObject({ inferred: 0 })
  })

  test('the embedded model answers to its id and to the beginning of it', async () => {
    using room = new Room({ model: 'embedded' })
    await writePhotos(room.photos, ['a.jpg'])
    const { result } = await room.prelabel()
    expect((await room.prelabel(['--model', result.model])).result).toMatchObject({ model: result.model, inferred: 0 })
    expect(
      await room.glance(['export', 'photos', '--csv', 'x.csv', '--model', result.model.slice(0, 6)]),
    ).toMatchObject({ exit: 0 })
  })

  test('paths are relative to the current folder, also through npm', async () => {
    using room = await roomWithPhotos()
    const env = { npm_lifecycle_event: 'glance', INIT_CWD: room.photos }
    expect(await room.glance(['prelabel', '.', '--csv', 'here.csv'], { env })).toMatchObject({ exit: 0 })
    expect(existsSync(join(room.photos, 'here.csv'))).toBe(true)
  })
})
