import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { install } from '../model-library/installed.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

let service = new TestService()
const call: TestService['call'] = (name, args) => service.call(name, args)
beforeEach(async () => {
  const data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  service = new TestService()
  const { id: model } = install(join(data, 'models'), makeModelFile('tiny'))
  await call('openFolder', { folder: await makeFolder(8) })
  await service.ended('ingest')
  await call('startPrelabel', { model, engine: 'cpu' })
  await service.ended('prelabel')
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

test('what the page taught becomes a model of the library, and the next one takes its place', async () => {
  await expect(call('exportTaughtModel', { name: 'Rocks' })).rejects.toThrow('Nothing was learned from labels yet.')
  await call('setLabel', { ids: [1, 2], to: { newName: 'left' } })
  await call('setLabel', { ids: [7, 8], to: { newName: 'right' } })
  const first = await call('exportTaughtModel', { name: ' Rocks ' })
  expect(first).toMatchObject({
    model: { title: 'Rocks', classes: 2, taught: { labelCount: 4 } },
    replaced: [],
    isPart: false,
  })
  // Straight after a label: what is exported has learned it.
  await call('setLabel', { ids: [4], to: { newName: 'middle' } })
  const second = await call('exportTaughtModel', { name: 'Rocks' })
  expect(second).toMatchObject({ model: { classes: 3, taught: { labelCount: 5 } }, replaced: [first.model.id] })
  expect(service.events.filter(({ type }) => type === 'model-library')).not.toEqual([])
})

test('of another project nothing is exported', async () => {
  await expect(call('exportTaughtModel', { project: '/other.glance', name: 'Rocks' })).rejects.toThrow(
    'Another folder is open now',
  )
})
