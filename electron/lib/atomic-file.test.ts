import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFileAtomicSync, writeFileAtomic, writeFileAtomicSync } from './atomic-file.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-file-'))
  file = join(folder, 'made', 'file.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const content = (): string => readFileSync(file, 'utf8')

async function* pieces(fails: boolean): AsyncGenerator<string> {
  await Promise.resolve()
  yield 'half'
  if (fails) throw new Error('no more')
  yield ' and half'
}

for (const flush of [true, false]) {
  test(`a file and its folder are made, then replaced, and nothing is left beside (flush: ${flush})`, async () => {
    writeFileAtomicSync(file, 'one', { flush })
    expect(content()).toBe('one')
    await writeFileAtomic(file, Buffer.from('two'), { flush })
    expect(content()).toBe('two')
    await writeFileAtomic(file, pieces(false), { flush })
    expect(content()).toBe('half and half')
    expect(readdirSync(join(folder, 'made'))).toEqual(['file.json'])
  })
}

test('a failure leaves what was there before, and nothing beside', async () => {
  writeFileAtomicSync(file, 'before')
  const failure = new Error('no more')
  await expect(writeFileAtomic(file, pieces(true))).rejects.toThrow('no more')
  const make = (temporary: string): void => {
    writeFileSync(temporary, 'half')
    throw failure
  }
  expect(() => makeFileAtomicSync(file, make)).toThrow(failure)
  expect(content()).toBe('before')
  expect(readdirSync(join(folder, 'made'))).toEqual(['file.json'])
})

test('a place that cannot be taken is reported, and nothing is left beside', async () => {
  mkdirSync(file, { recursive: true })
  expect(() => writeFileAtomicSync(file, 'x')).toThrow(/EISDIR|EPERM|ENOTEMPTY|EEXIST/)
  await expect(writeFileAtomic(file, 'x')).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY|EEXIST/)
  expect(readdirSync(join(folder, 'made'))).toEqual(['file.json'])
})

test('what somebody else put in the place meanwhile can be kept', () => {
  const make = (temporary: string): void => writeFileSync(temporary, 'mine')
  makeFileAtomicSync(file, make, { replace: false })
  expect(content()).toBe('mine')
  rmSync(file)
  const slower = (temporary: string): void => {
    make(temporary)
    writeFileSync(file, 'theirs')
  }
  expect(() => makeFileAtomicSync(file, slower, { replace: false })).toThrow('EEXIST')
  expect(content()).toBe('theirs')
  expect(readdirSync(join(folder, 'made'))).toEqual(['file.json'])
})

test('many writers at once leave one whole file', async () => {
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000))
  await Promise.all(contents.map((one) => writeFileAtomic(file, one)))
  expect(contents).toContain(content())
  expect(readdirSync(join(folder, 'made'))).toEqual(['file.json'])
})
