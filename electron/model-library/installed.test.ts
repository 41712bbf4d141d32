import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeClassifier, makeModel } from '../../models/deit/fixtures/make-model.ts'
import { encodeModel } from '../../models/deit/model-file.ts'
import { locateData } from '../project/data-folder.ts'
import { findModel, install, listInstalled } from './installed.ts'

function installTiny(folder: string, name: string, fingerprint = 'abcdef0123456789'.repeat(4)) {
  const model = makeModel('tiny')
  const metadata = { ...model.metadata, name, fingerprint }
  return install(folder, { bytes: encodeModel({ ...model, metadata }, 'float32'), metadata })
}

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error

describe('install', () => {
  test('writes the file whole under its id, into a folder that is made', () => {
    const folder = join(makeTempFolder(), 'not/yet')
    const model = installTiny(folder, 'tiny')
    expect(model).toMatchObject({
      id: 'tiny-abcdef01',
      path: join(folder, 'tiny-abcdef01.onnx'),
      fileName: 'tiny-abcdef01.onnx',
      metadata: { name: 'tiny' },
    })
    expect(readdirSync(folder)).toEqual(['tiny-abcdef01.onnx'])
    expect(Buffer.compare(readFileSync(model.path), model.bytes)).toBe(0)
    expect(installTiny(folder, 'tiny')).toEqual(model)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('says what to do where nothing can be written', () => {
    const folder = makeTempFolder()
    mkdirSync(join(folder, 'tiny-abcdef01.onnx'))
    expect(() => installTiny(folder, 'tiny')).toThrow(refusal('unreadable', /tiny-abcdef01\.onnx cannot be written/))
    expect(readdirSync(folder)).toEqual(['tiny-abcdef01.onnx'])
  })
})

describe('findModel', () => {
  test('by id, by beginning, by file', () => {
    const folder = makeTempFolder()
    const tiny = installTiny(folder, 'tiny')
    installTiny(folder, 'other')
    for (const wanted of ['tiny-abcdef01', 'tiny-a', 't', tiny.path]) expect(findModel(folder, wanted)).toEqual(tiny)
  })

  test('a whole id wins over longer ones that begin with it', () => {
    const folder = makeTempFolder()
    const short = installTiny(folder, 'tiny')
    const long = installTiny(folder, 'tiny-abcdef01')
    expect(findModel(folder, short.id)).toEqual(short)
    expect(findModel(folder, long.id)).toEqual(long)
    expect(() => findModel(folder, 'tiny')).toThrow(refusal('wrong-use', /^"tiny" is ambiguous: tiny-abcdef01/))
  })

  test('the embedded model', () => {
    expect(findModel(makeTempFolder(), 'default').metadata).toMatchObject({ kind: 'deit', config: { distilled: true } })
  })

  test('a missing model is an error that lists the installed ones', () => {
    const folder = makeTempFolder()
    installTiny(folder, 'tiny')
    expect(() => findModel(folder, 'base')).toThrow(
      expect.objectContaining({ code: 'not-found', hint: 'Installed: default, tiny-abcdef01.' }),
    )
    expect(() => findModel(join(folder, 'none'), 'base')).toThrow(
      expect.objectContaining({ code: 'not-found', hint: 'Installed: default.' }),
    )
  })

  test('a checkpoint or an ONNX of others is to be imported first', () => {
    const folder = makeTempFolder()
    for (const [name, bytes] of [
      ['a.pth', Buffer.from('x')],
      ['b.onnx', makeClassifier()],
    ] as const) {
      writeFileSync(join(folder, name), bytes)
      expect(() => findModel(join(folder, 'models'), join(folder, name))).toThrow(
        expect.objectContaining({
          code: 'wrong-use',
          hint: expect.stringContaining(`glance import-model ${join(folder, name)}`) as string,
        }),
      )
    }
  })

  test('a corrupt file is called damaged', () => {
    const folder = makeTempFolder()
    const tiny = installTiny(folder, 'tiny')
    writeFileSync(tiny.path, tiny.bytes.subarray(0, tiny.bytes.length / 2))
    expect(() => findModel(folder, 'tiny')).toThrow(
      refusal('damaged-model', /tiny-abcdef01\.onnx is not a complete ONNX file/),
    )
  })
})

test('a list leaves out what is no model any more, and says so', () => {
  const folder = makeTempFolder()
  const models = [installTiny(folder, 'b'), installTiny(folder, 'a')]
  writeFileSync(join(folder, 'cut.onnx'), models[0]!.bytes.subarray(0, 100))
  writeFileSync(join(folder, 'notes.txt'), 'no model')
  const problems: Error[] = []
  const list = listInstalled(folder, (error) => problems.push(error))
  expect(list.filter(({ path }) => path.startsWith(folder)).map(({ id }) => id)).toEqual(['a-abcdef01', 'b-abcdef01'])
  expect(list[0]!.path).toMatch(/default[/\\]deit\.onnx$/)
  expect(problems.map((error) => error.message)).toEqual([expect.stringContaining('cut.onnx')])
})

test('the data folder is GLANCE_DATA, or the usual place', () => {
  expect(locateData({ GLANCE_DATA: '/data' })).toEqual({
    root: '/data',
    models: join('/data', 'models'),
    downloads: join('/data', 'downloads'),
    examples: join('/data', 'Example photos'),
    thumbnails: join('/data', 'thumbnails'),
    projects: join('/data', 'projects'),
    recent: join('/data', 'recent.json'),
    entrance: join('/data', 'entrance'),
    knownFiles: join('/data', 'known-files.json'),
    preferences: join('/data', 'preferences.json'),
    measurements: join('/data', 'measurements.json'),
  })
  for (const environment of [{}, { GLANCE_DATA: '' }])
    expect(locateData(environment).models).toMatch(/glance.*models$/i)
})
