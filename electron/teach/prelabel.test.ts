import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { install } from '../model-library/installed.ts'
import { shownSource } from '../project/taught.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
beforeEach(() => {
  const data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  install(join(data, 'models'), makeModelFile('tiny'))
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

test('photos that a model went through while labels were there are predicted when it ends, unasked', async () => {
  const [folder, aside] = [await makeFolder(24), makeTempFolder()]
  const later = readdirSync(folder).slice(12)
  for (const name of later) renameSync(join(folder, name), join(aside, name))
  const prelabel = async () => {
    service.events = []
    await call('startPrelabel', {})
    await service.ended('prelabel')
  }
  const list = async () => (await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids
  const countTaught = () => service.shown!.get(shownSource).taught?.ids.length
  await call('openFolder', { folder })
  await service.ended('ingest')
  await prelabel()
  const ids = await list()
  for (const [place, id] of ids.entries())
    if (place < 8) await call('setLabel', { ids: [id], to: { newName: place % 2 === 0 ? 'even' : 'odd' } })
  await call('setTeaching', { source: 'labels' })
  await vi.waitFor(() => expect(countTaught()).toBe(12))
  for (const name of later) renameSync(join(aside, name), join(folder, name))
  await call('rescan', {})
  await vi.waitFor(async () => expect(await list()).toHaveLength(24), { timeout: 5000 })
  await prelabel()
  await vi.waitFor(() => expect(countTaught()).toBe(24), { timeout: 5000 })
}, 30_000)
