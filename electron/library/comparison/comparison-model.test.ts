import { writeFileSync } from 'node:fs'
import type { ImageCard, PhotoDetail } from '../calls.ts'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import type { InferenceOffer } from '../../predict/page-messages.ts'
import { makeFolder } from '../../test-support/prelabel-project.ts'
import { TestService } from '../../test-support/service.ts'
import { makeClassifier } from '../../../models/deit/fixtures/make-model.ts'

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
let ids: number[]
let first: string
let second: string

/** The embedded model has predicted twelve photos, and an external classifier of three of its classes is installed. */
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
  await call('openFolder', { folder: await makeFolder(12) })
  await service.ended('ingest')
  await call('startPrelabel', {})
  await service.ended('prelabel')
  ;({ ids } = await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 }))
  const folder = makeTempFolder()
  const [file, labels] = [join(folder, 'mean.onnx'), join(folder, 'names.txt')]
  writeFileSync(file, makeClassifier())
  const predictions = (await call('getCards', { ids })).map(({ prediction }) => prediction!)
  writeFileSync(labels, [predictions[0], 'something else', 'another thing'].join('\n'))
  first = (await call('project', {}))!.model!
  second = (await call('importModel', { file, labels, preprocessing: 'inception' })).id
  service.events = []
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

async function ask(): Promise<{ cards: ImageCard[]; details: PhotoDetail[] }> {
  await call('startPrelabel', { model: second, as: 'second' })
  await service.ended('prelabel')
  return {
    cards: await call('getCards', { ids }),
    details: await Promise.all(ids.map((id) => call('getPhoto', { id }))),
  }
}

test('a comparison model replaces no model, and its predictions are shown beside', async () => {
  const before = await call('getCards', { ids })
  expect(await call('compareModels', { filter: {} })).toBeNull()
  const { cards, details } = await ask()
  expect(await call('project', {})).toMatchObject({ model: first, secondModel: second, unfinished: null })
  expect(cards.map(({ prediction, confidence }) => [prediction, confidence])).toEqual(
    before.map(({ prediction, confidence }) => [prediction, confidence]),
  )
  for (const [index, card] of cards.entries()) {
    const { secondScores } = details[index]!
    expect(secondScores?.model).toBe(second)
    expect(card.second).toBe(secondScores!.predictions[0]!.className)
    expect(card.secondConfidence).toBeCloseTo(secondScores!.predictions[0]!.confidence, 6)
    expect(card.modelsAgree).toBe(card.second === card.prediction)
  }

  // Counts, filter, order and comparison say the same as the cards.
  const differing = cards.filter(({ modelsAgree }) => modelsAgree === false)
  const counts = await call('countImages', { filter: {} })
  expect([counts.modelsAgree, counts.modelsDiffer]).toEqual([cards.length - differing.length, differing.length])
  const filtered = await call('listImages', { filter: { modelsAgree: false }, sort: { by: 'comparison' }, limit: 100 })
  expect(filtered.ids.toSorted()).toEqual(differing.map(({ id }) => id).toSorted())
  const sureness = filtered.ids
    .map((id) => cards.find((card) => card.id === id)!)
    .map(({ confidence, secondConfidence }) => Math.min(confidence!, secondConfidence!))
  expect(sureness).toEqual(sureness.toSorted((one, other) => other - one))

  const found = (await call('compareModels', { filter: {} }))!
  expect(found).toMatchObject({
    first,
    second,
    isDistilled: true,
    images: cards.length,
    agree: cards.length - differing.length,
    labeled: { images: 0 },
    // The one class that both models know is the first photo’s.
    classesInCommon: { second: 3, both: 1 },
  })
  expect(found.classesInCommon.first).toBeGreaterThan(3)
  const sides = details.map(({ cls, dist, secondScores }) =>
    [cls, dist!].map(([best]) => best!.className === secondScores!.predictions[0]!.className),
  )
  const countSides = (byClass: boolean, byDistillation: boolean): number =>
    sides.filter(([one, other]) => one === byClass && other === byDistillation).length
  expect(found.heads).toEqual({
    images: cards.length,
    both: countSides(true, true),
    classOnly: countSides(true, false),
    distillationOnly: countSides(false, true),
    neither: countSides(false, false),
  })
  expect(found.classes.reduce((sum, { images }) => sum + images, 0)).toBe(cards.length)
  expect(found.pairs.reduce((sum, { images }) => sum + images, 0)).toBe(differing.length)
})

test('labels say whose prediction is right; a filter narrows what is compared', async () => {
  const { cards } = await ask()
  const [one, other] = cards
  await call('setLabel', { ids: [one!.id], to: { newName: one!.second! } })
  await call('setLabel', { ids: [other!.id], to: { newName: 'neither of both' } })
  const { labeled } = (await call('compareModels', { filter: { status: ['labeled'] } }))!
  expect(labeled).toEqual({
    images: 2,
    both: one!.modelsAgree === true ? 1 : 0,
    firstOnly: 0,
    secondOnly: one!.modelsAgree === true ? 0 : 1,
    neither: 1,
  })
})

test('a comparison model can be removed, chosen again, and become the model in use', async () => {
  await ask()
  expect(await call('listComparisonModels', {})).toEqual(
    [first, second].toSorted().map((key) => ({ key, images: 12, isInstalled: true })),
  )
  expect(await call('setSecondModel', { key: null })).toMatchObject({ secondModel: null })
  expect((await call('getCards', { ids }))[0]).toMatchObject({ second: null, modelsAgree: null })
  expect((await call('getPhoto', { id: ids[0]! })).secondScores).toBeNull()
  expect(await call('setSecondModel', { key: second })).toMatchObject({ secondModel: second })
  expect((await call('getCards', { ids }))[0]!.second).not.toBeNull()
  await expect(call('setSecondModel', { key: first })).rejects.toThrow('wrong-use')
  await expect(call('setSecondModel', { key: 'unknown' })).rejects.toThrow('not-found')
  await expect(call('startPrelabel', { model: first, as: 'second' })).rejects.toThrow('wrong-use')
  service.events = []
  await call('startPrelabel', { model: second })
  await vi.waitFor(
    async () => expect(await call('project', {})).toMatchObject({ model: second, secondModel: null }),
    20_000,
  )
  // The model in use is not the comparison model any more when another one comes.
  await call('startPrelabel', { model: first })
  await vi.waitFor(
    async () => expect(await call('project', {})).toMatchObject({ model: first, secondModel: null }),
    20_000,
  )
})

test('an interrupted run of a comparison model is shown as one, and resumes as one', async () => {
  const offer: InferenceOffer = {
    provider: 'webgpu',
    precision: 'float32',
    batchSize: 2,
    isFused: true,
    text: 'WebGPU in this window',
  }
  await service.request('/inference/hello', { method: 'POST', body: JSON.stringify(offer) })
  const { catalog: file } = (await call('project', {}))!
  await call('startPrelabel', { model: second, engine: 'page', as: 'second' })
  await vi.waitFor(async () => expect((await service.request('/inference/job')).status).toBe(200))
  await service.closeProject()
  const project = await call('openProject', { file })
  expect(project).toMatchObject({ model: first, unfinished: second, unfinishedAs: 'second' })
  const { cards } = await ask()
  expect(cards.filter((card) => card.second === null)).toEqual([])
  expect(await call('project', {})).toMatchObject({ model: first, secondModel: second, unfinished: null })
})

test('without a model in use there is no comparison', async () => {
  await call('openFolder', { folder: await makeFolder(2) })
  await vi.waitFor(async () => expect((await call('project', {}))!.images).toBe(2))
  await expect(call('startPrelabel', { model: second, as: 'second' })).rejects.toThrow(
    'There are no predictions to compare with yet',
  )
})

test('the comparison model’s classes are mapped to the project’s on their own', async () => {
  await ask()
  await call('createClasses', { names: ['thing'] })
  const [thing] = (await call('project', {}))!.labelSet
  const entries = await call('listMapping', { of: 'second' })
  expect(entries.map(({ classId }) => classId)).toEqual([null, null, null])
  await call('setMapping', {
    of: 'second',
    entries: entries.map(({ classIndex }) => ({ classIndex, classId: thing!.id })),
  })
  const mapped = await call('getCards', { ids })
  expect(mapped.map(({ second: name }) => name)).toEqual(mapped.map(() => 'thing'))
  expect(mapped.map(({ prediction }) => prediction)).toEqual(mapped.map(() => null))
  // Both mapped to the same class: it is the one that both can predict.
  expect((await call('compareModels', { filter: {} }))!.classesInCommon).toMatchObject({ second: 1, both: 0 })
  const own = await call('listMapping', { of: 'first' })
  await call('setMapping', {
    of: 'first',
    entries: own.slice(0, 3).map(({ classIndex }) => ({ classIndex, classId: thing!.id })),
  })
  expect((await call('compareModels', { filter: {} }))!.classesInCommon).toEqual({ first: 1, second: 1, both: 1 })
  await call('undo', {})
  await call('undo', {})
  expect((await call('getCards', { ids })).map(({ second: name }) => name)).toEqual(ids.map(() => null))
})
