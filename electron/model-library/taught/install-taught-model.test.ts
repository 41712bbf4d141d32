import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeClassifier, makeModelFile } from '../../../models/deit/fixtures/make-model.ts'
import { makeHeads } from '../../../models/deit/fixtures/make-heads.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { makeFolder } from '../../test-support/prelabel-project.ts'
import { TestService } from '../../test-support/service.ts'
import { install, type InstalledModel } from '../installed.ts'
import type { LibraryModel } from '../calls.ts'
import { installTaughtModel } from './install-taught-model.ts'

const labels = ['ant', 'bee', 'cat']

let data = ''
let service = new TestService()
let backbone: InstalledModel
beforeEach(() => {
  data = makeTempFolder()
  service = new TestService()
  vi.stubEnv('GLANCE_DATA', data)
  backbone = install(join(data, 'models'), makeModelFile('tiny'))
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** Teaches a model; other seeds are other labels. */
function teach(name: string, seed: number, model = backbone.id) {
  const heads = makeHeads(backbone.metadata.config!, labels.length, seed)
  return installTaughtModel(
    { model, heads, labels, name, labelCount: 10 * seed },
    { service: service.service, data: service.service.data, emit: (event) => void service.events.push(event) },
  )
}

const installed = async (): Promise<LibraryModel[]> => (await service.call('listModelLibrary', {})).installed.slice(1)
const titles = async (): Promise<string[]> => (await installed()).map(({ title }) => title).sort()

test('is in the model library under its name, and the page hears of it', async () => {
  const { model, replaced } = await teach('Мои птицы №1', 1)
  expect(service.events).toEqual([{ type: 'model-library' }])
  expect(replaced).toEqual([])
  expect(model).toMatchObject({
    id: expect.stringMatching(/^Мои-птицы-1-[0-9a-f]{8}$/) as string,
    title: 'Мои птицы №1',
    classes: 3,
    attention: true,
    distilled: true,
    knownId: null,
    taught: { backbone: backbone.id, labelCount: 10 },
  })
  expect(await installed()).toContainEqual(model)
  expect((await installed()).find(({ id }) => id === backbone.id)).toMatchObject({ taught: null })
})

test('is renewed by name; other names and models that were not taught stay', async () => {
  const first = await teach('Birds', 1)
  const other = await teach('Fish', 1)
  await service.call('renameModel', { id: backbone.id, title: 'Birds' })
  await service.call('setDefaultModel', { id: first.model.id })
  const second = await teach('Birds', 2)
  expect(second.replaced).toEqual([first.model.id])
  expect((await installed()).map(({ id }) => id).sort()).toEqual([backbone.id, other.model.id, second.model.id].sort())
  expect((await service.call('listModelLibrary', {})).defaultModel).toBe(second.model.id)
  expect(readdirSync(join(data, 'models'))).not.toContain(`${first.model.id}.onnx`)
  // The very same again changes nothing.
  expect(await teach('Birds', 2)).toEqual({ ...second, replaced: [], model: { ...second.model, isDefault: true } })
  expect(await titles()).toEqual(['Birds', 'Birds', 'Fish'])
})

test('the name is the one that a person sees', async () => {
  const first = await teach('Birds', 1)
  await service.call('renameModel', { id: first.model.id, title: 'Old birds' })
  expect((await teach('Birds', 2)).replaced).toEqual([])
  expect(await titles()).toEqual(['Birds', 'Old birds', 'tiny'])
  expect((await teach('Old birds', 3)).replaced).toEqual([first.model.id])
  expect(await titles()).toEqual(['Birds', 'Old birds', 'tiny'])
})

test('is renewed on another backbone, in half precision or from a taught model too', async () => {
  const half = await service.call('makeVariant', { model: backbone.id, precision: 'float16' })
  const ids = ['', half.id, backbone.id]
  for (const [index, id] of ids.entries()) {
    const { model, replaced } = await teach('Birds', index + 1, id === '' ? backbone.id : id)
    expect(replaced).toHaveLength(Math.min(index, 1))
    expect(model.title).toBe('Birds')
    ids[0] = model.id
  }
  const again = await teach('Birds', 4, ids[0])
  expect(again).toMatchObject({ replaced: [ids[0]], model: { taught: { backbone: backbone.id } } })
})

test('one that the project shows stays until it is renewed again; its predictions stay', async () => {
  const first = await teach('Birds', 1)
  const folder = await makeFolder(2)
  await service.call('openFolder', { folder })
  await service.ended('ingest')
  await service.call('startPrelabel', { model: first.model.id, engine: 'cpu' })
  await service.ended('prelabel')
  const [id] = (await service.call('listImages', { filter: {}, sort: { by: 'name', descending: false }, limit: 1 })).ids
  const photo = await service.call('getPhoto', { id: id! })
  expect(photo).toMatchObject({ fused: { length: 3 }, map: { tokens: 2 } })

  service.events = []
  const second = await teach('Birds', 2)
  expect(second.replaced).toEqual([])
  expect(service.events.filter(({ type }) => type === 'note' || type === 'model-library')).toMatchObject([
    { type: 'note', text: `The earlier ${first.model.id} stays in the model library: it is in use.` },
    { type: 'model-library' },
  ])
  expect(await titles()).toEqual(['Birds', 'Birds', 'tiny'])
  expect(await service.call('getPhoto', { id: id! })).toEqual(photo)

  await service.closeProject()
  expect((await teach('Birds', 3)).replaced.sort()).toEqual([first.model.id, second.model.id].sort())
  await service.call('openFolder', { folder })
  // Where the model looked is no longer known.
  expect(await service.call('getPhoto', { id: id! })).toEqual({ ...photo, map: null })
})

test('what cannot be taught replaces nothing', async () => {
  const { model } = await teach('Birds', 1)
  const [file, names] = [join(data, 'mean.onnx'), join(data, 'names.txt')]
  writeFileSync(file, makeClassifier())
  writeFileSync(names, labels.join('\n'))
  const external = await service.call('importModel', { file, labels: names })
  await expect(teach('Birds', 2, external.id)).rejects.toMatchObject({ code: 'wrong-use' })
  expect(await installed()).toContainEqual(model)
})
