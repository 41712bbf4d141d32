import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { type Cell, type CsvOptions, formatCsvRow } from '../../models/csv.ts'
import { writeLabelFile } from './write-file.ts'

function* formatRows(rows: Iterable<Cell[]>, options: CsvOptions): Generator<string> {
  for (const row of rows) yield formatCsvRow(row, options)
}

/** Rows as CSV, as an export writes them. */
async function writeCsv(file: string, columns: string[], rows: Iterable<Cell[]>, options: CsvOptions): Promise<void> {
  await writeLabelFile(
    file,
    (function* () {
      yield formatCsvRow(columns, options)
      yield* formatRows(rows, options)
    })(),
  )
}

const safe = { excelSafe: true }
const plain = { excelSafe: false }

async function write(rows: (string | number | boolean | null)[][], options = plain): Promise<string> {
  const file = join(makeTempFolder(), 'labels.csv')
  await writeCsv(file, ['file_name', 'label'], rows, options)
  return readFileSync(file, 'utf8')
}

test('cells are quoted where they must be, and records end in CRLF', async () => {
  expect(
    await write([
      ['plain.jpg', 'cat'],
      ['a,b', 'say "cat"'],
      ['two\nlines', 'old\rmac'],
      ['dos\r\nlines', ' spaces '],
      ['-x', '=1+1'],
    ]),
  ).toBe(
    [
      'file_name,label',
      'plain.jpg,cat',
      '"a,b","say ""cat"""',
      '"two\nlines","old\rmac"',
      '"dos\r\nlines", spaces ',
      '-x,=1+1',
      '',
    ].join('\r\n'),
  )
})

test('null is empty, numbers and truth values are written as they are', async () => {
  expect(
    await write([
      [null, 640],
      [true, false],
      ['', 0.5],
    ]),
  ).toBe('file_name,label\r\n,640\r\ntrue,false\r\n,0.5\r\n')
})

test('no rows are a header alone', async () => {
  expect(await write([])).toBe('file_name,label\r\n')
})

test('any strings come back through a CSV reader', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', '=', '\uFEFF', 'é', '\0', ';') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell)), async (rows) => {
      const text = await write(rows)
      expect(parse(text, { recordDelimiter: '\r\n', bom: false })).toEqual([['file_name', 'label'], ...rows])
    }),
    { numRuns: 60 },
  )
})

test('excel-safe puts a quote before what a spreadsheet would run, and changes nothing else', async () => {
  const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a=b', 'cat', '=a,"b"']
  const rows: unknown[] = parse(
    await write(
      cells.map((cell) => ['x', cell]),
      safe,
    ),
    { recordDelimiter: '\r\n', fromLine: 2 },
  )
  expect(rows).toEqual(
    ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx", 'a=b', 'cat', `'=a,"b"`].map((cell) => ['x', cell]),
  )
})

describe('a file appears whole or not at all', () => {
  test('rows that fail halfway leave the old file and nothing beside it', async () => {
    const folder = makeTempFolder()
    const file = join(folder, 'labels.csv')
    writeFileSync(file, 'old')
    const bug = new Error('a bug')
    function* rows(): Generator<string[]> {
      for (let index = 0; index < 50_000; index++) yield [`${index}.jpg`, 'cat']
      throw bug
    }
    await expect(writeCsv(file, ['file_name', 'label'], rows(), plain)).rejects.toBe(bug)
    expect(readdirSync(folder)).toEqual(['labels.csv'])
    expect(readFileSync(file, 'utf8')).toBe('old')
    await writeCsv(file, ['a'], [['new']], plain)
    expect(readFileSync(file, 'utf8')).toBe('a\r\nnew\r\n')
    expect(readdirSync(folder)).toEqual(['labels.csv'])
  })

  test.runIf(process.platform === 'linux')(
    'a disk that fills up halfway leaves the old file and nothing beside it',
    () => {
      const folder = makeTempFolder()
      writeFileSync(join(folder, 'labels.csv'), 'old')
      const script = `import { writeLabelFile } from ${JSON.stringify(new URL('write-file.ts', import.meta.url).href)}
      const rows = Array.from({ length: 50_000 }, (_, index) => index + '.jpg,cat\\r\\n')
      await writeLabelFile('labels.csv', rows).catch((error) => console.log(error.code, error.message))`
      // A limit on the size of files simulates a small disk.
      const out = execFileSync(
        'bash',
        ['-c', 'ulimit -f 64; exec "$0" --input-type=module-typescript -e "$1"', process.execPath, script],
        { cwd: folder, encoding: 'utf8' },
      )
      expect(out).toBe('disk-full labels.csv cannot be written: the disk is full.\n')
      expect(readdirSync(folder)).toEqual(['labels.csv'])
      expect(readFileSync(join(folder, 'labels.csv'), 'utf8')).toBe('old')
    },
  )
})

test.runIf(process.platform === 'linux')('a full device says disk-full and what is safe', async () => {
  await expect(writeCsv('/dev/full', ['a'], [['b']], plain)).rejects.toMatchObject({
    name: 'GlanceError',
    code: 'disk-full',
    message: '/dev/full cannot be written: the disk is full.',
    hint: expect.stringContaining('safe in the project') as string,
  })
})

test.runIf(process.platform === 'linux')('a device is written in place and stays one', async () => {
  await writeCsv('/dev/null', ['a'], [['b']], plain)
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
})

test('a folder and a missing folder are different errors', async () => {
  const folder = makeTempFolder()
  mkdirSync(join(folder, 'labels.csv'))
  await expect(writeCsv(join(folder, 'labels.csv'), ['a'], [], plain)).rejects.toMatchObject({
    code: 'wrong-use',
    message: expect.stringContaining('is a folder') as string,
  })
  await expect(writeCsv(join(folder, 'none/labels.csv'), ['a'], [], plain)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(`there is no folder ${join(folder, 'none')}`) as string,
  })
  expect(readdirSync(folder)).toEqual(['labels.csv'])
})
