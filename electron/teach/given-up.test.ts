import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { TestService } from '../test-support/service.ts'

/* What was learned is given up, where too few labels are left or another model is used, and learned again. */

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
beforeEach(() => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const label = async (ids: readonly number[], kinds = 5) => {
  for (const [name, of] of Map.groupBy(ids, (id) => `kind ${(id - 1) % kinds}`))
    await call('setLabel', { ids: of, to: { newName: name } })
}
const idsTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const waitFor = (state: string) =>
  vi.waitFor(async () => expect((await call('getTeaching', {})).state).toBe(state), { timeout: 10_000, interval: 20 })

test('an undo that leaves one class, and its redo', async () => {
  await call('openProject', { file: makeEmbeddedProject(40) })
  await label([1, 6])
  await label([2])
  await waitFor('ready')
  await call('undo', {})
  await waitFor('few-labels')
  await call('redo', {})
  await waitFor('ready')
  expect(await call('getTeaching', {})).toMatchObject({ source: 'labels', labels: 3 })
})

test('another model without embeddings, and the first one again', async () => {
  const file = makeEmbeddedProject(40)
  const catalog = openCatalog(file)
  ensureModel(catalog, 'bare', ['one', 'other'])
  catalog.close()
  await call('openProject', { file })
  await label(idsTo(20))
  await waitFor('ready')
  const use = (key: string) => {
    setSetting(service.shown!.writable(), 'modelKey', key)
    service.shown!.reportChange()
  }
  use('bare')
  await waitFor('no-embeddings')
  expect((await call('getTeaching', {})).source).toBe('model')
  use('made')
  await waitFor('ready')
  expect(await call('getTeaching', {})).toMatchObject({ source: 'labels', labels: 20 })
})

test('what was being left out and compared meanwhile is not shown afterwards', async () => {
  await call('openProject', { file: makeEmbeddedProject(6000, { spread: 2, second: { width: 32 } }) })
  await label(idsTo(5000))
  await call('askNext', {}) // until the labels are learned; ways of learning are compared now
  await vi.waitFor(async () => expect((await call('getTeaching', {})).leftOut).not.toBeNull())
  for (let count = 0; count < 5; count++) await call('undo', {})
  await waitFor('few-labels')
  await sleep(4000)
  expect(await call('getTeaching', {})).toMatchObject({
    state: 'few-labels',
    source: 'model',
    labels: 0,
    leftOut: null,
  })
}, 30_000)
