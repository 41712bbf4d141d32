import { expect, onTestFinished, test } from 'vitest'
import { finishJob, listJobs, startJob, updateJob } from './jobs.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { getSetting, setSetting } from './settings.ts'
import { makeCatalog } from '../../test-support/catalog.ts'

test('a job is remembered; one that a dead process left running is cancelled at the next open for writing', () => {
  const catalog = makeCatalog()
  const done = startJob(catalog, 'ingest', { rootId: 1 })
  updateJob(catalog, done, { total: 10 })
  updateJob(catalog, done, { done: 9, failed: 1 })
  finishJob(catalog, done, 'done')
  const details = { message: 'no {what}', hint: '', params: { what: 'room' } }
  const failed = startJob(catalog, 'export', null)
  finishJob(catalog, failed, 'failed', { error: 'no room', errorDetails: details })
  const running = startJob(catalog, 'prelabel', undefined)

  openCatalog(catalog.file, { readOnly: true }).close()
  expect(listJobs(catalog).map(({ id, state }) => [id, state])).toEqual([
    [running, 'running'],
    [failed, 'failed'],
    [done, 'done'],
  ])
  catalog.close()
  const again = openCatalog(catalog.file)
  onTestFinished(() => again.close())
  expect(listJobs(again, 1)).toMatchObject([{ id: running, state: 'cancelled', params: null }])
  expect(listJobs(again).at(-1)).toMatchObject({
    id: done,
    kind: 'ingest',
    state: 'done',
    done: 9,
    total: 10,
    failed: 1,
    rate: null,
    eta: null,
    error: null,
    errorDetails: null,
    params: { rootId: 1 },
  })
  expect(listJobs(again)[1]).toMatchObject({ error: 'no room', errorDetails: details })
})

test('settings keep their type', () => {
  const catalog = makeCatalog()
  expect(getSetting(catalog, 'threshold')).toBeNull()
  setSetting(catalog, 'threshold', 0.1 + 0.2)
  setSetting(catalog, 'modelKey', 'deit')
  expect([getSetting(catalog, 'threshold'), getSetting(catalog, 'modelKey')]).toEqual([0.1 + 0.2, 'deit'])
  setSetting(catalog, 'modelKey', null)
  expect(getSetting(catalog, 'modelKey')).toBeNull()
  catalog.run(`UPDATE setting SET value = '"high"' WHERE key = 'threshold'`)
  expect(getSetting(catalog, 'threshold')).toBeNull()
})
