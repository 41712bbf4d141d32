import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { DownloadRecords, type DownloadRecord } from './records.ts'

const record = (modelId: string): DownloadRecord => ({
  modelId,
  source: 'hugging-face',
  precision: 'float16',
  url: 'https://models.invalid/a.safetensors',
  state: 'paused',
  version: { validator: null, total: null },
  isWhole: false,
  error: null,
})

test('what an id names is kept, found and removed', () => {
  const records = new DownloadRecords(makeTempFolder())
  records.write(record('deit_tiny_patch16_224'))
  writeFileSync(records.part('deit_tiny_patch16_224'), 'bytes')
  expect(records.list()).toEqual([record('deit_tiny_patch16_224')])
  expect(records.bytes('deit_tiny_patch16_224')).toBe(5)
  records.remove('deit_tiny_patch16_224')
  expect(readdirSync(records.folder)).toEqual([])
})

test('an error keeps what it is translated from', () => {
  const records = new DownloadRecords(makeTempFolder())
  const details = { message: 'There is no model "{id}".', hint: '', params: { id: 'a', count: 3 } }
  const failed: DownloadRecord = {
    ...record('a'),
    state: 'failed',
    error: { code: 'not-found', message: 'There is no model "a".', details },
  }
  records.write(failed)
  expect(records.list()).toEqual([failed])
})

test('no id leads out of the folder, to write, to read or to remove', () => {
  const around = makeTempFolder()
  const records = new DownloadRecords(join(around, 'downloads'))
  mkdirSync(records.folder)
  for (const name of ['labels.part', 'labels.json', 'labels.lock']) writeFileSync(join(around, name), 'somebody’s')
  for (const id of ['../labels', '..', '', '.', 'a/../../labels', '..\\labels', join(around, 'labels'), 'a\0b']) {
    expect(() => records.removePart(id), id).toThrow('is not a model')
    expect(() => records.remove(id), id).toThrow('is not a model')
    expect(() => records.write(record(id)), id).toThrow('is not a model')
    expect(() => records.lock(id), id).toThrow('is not a model')
    expect(() => records.bytes(id), id).toThrow('is not a model')
    expect(records.find(id), id).toBeNull()
  }
  expect(readdirSync(around).sort()).toEqual(['downloads', 'labels.json', 'labels.lock', 'labels.part'])
})
