import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ServiceEvent } from '../api/events.ts'
import { listJobs } from '../catalog/queries/jobs.ts'
import { makeCatalog } from '../test-support/catalog.ts'
import type { JobRow } from '../catalog/rows.ts'
import { phrase } from '../../models/errors.ts'
import { JobProgress } from './job-progress.ts'

function begin() {
  const catalog = makeCatalog()
  const jobs: JobRow[] = []
  const emit = (event: ServiceEvent): void => {
    if (event.type === 'job') jobs.push(event.job)
  }
  return { catalog, jobs, progress: new JobProgress(catalog, 'prelabel', { rootId: 1 }, emit) }
}

test('a job is reported and stored from its beginning to its end', () => {
  const { catalog, jobs, progress } = begin()
  expect(jobs).toEqual([
    {
      id: 1,
      kind: 'prelabel',
      state: 'running',
      done: 0,
      total: null,
      failed: 0,
      rate: null,
      eta: null,
      error: null,
      errorDetails: null,
    },
  ])
  expect(listJobs(catalog)).toMatchObject([
    { id: 1, kind: 'prelabel', state: 'running', params: { rootId: 1 }, done: 0, total: null },
  ])
  progress.setTotal(10)
  expect(jobs.at(-1)).toMatchObject({ state: 'running', total: 10, done: 0 })
  progress.advance(4)
  progress.advance(6, 2)
  expect(progress.failed).toBe(2)
  progress.finish('done')
  expect(jobs.at(-1)).toEqual({
    id: 1,
    kind: 'prelabel',
    state: 'done',
    done: 10,
    total: 10,
    failed: 2,
    rate: null,
    eta: null,
    error: null,
    errorDetails: null,
  })
  expect(listJobs(catalog)).toMatchObject([{ state: 'done', done: 10, total: 10, failed: 2, error: null }])
})

test.each(['cancelled', 'failed'] as const)('%s is stored with its reason and what was done', (state) => {
  const { catalog, jobs, progress } = begin()
  progress.advance(3, 1)
  const details = phrase('no {what}', { what: 'disk' })
  const isFailed = state === 'failed'
  progress.finish(state, isFailed ? { code: 'disk-full', message: 'no disk', details } : null)
  const why = { error: isFailed ? 'no disk' : null, errorDetails: isFailed ? details : null }
  const expected = { state, done: 3, failed: 1, total: null, ...why }
  expect(jobs.at(-1)).toMatchObject(expected)
  expect(listJobs(catalog)).toMatchObject([expected])
})

test('however the work is cut, counts only grow and add up, and a fast job does not drown its listener', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ done: fc.nat(50), failed: fc.nat(5) }), { maxLength: 200 }), (steps) => {
      const { catalog, jobs, progress } = begin()
      const total = steps.reduce((sum, { done }) => sum + done, 0)
      progress.setTotal(total)
      for (const { done, failed } of steps) progress.advance(done, failed)
      progress.finish('done')
      expect(jobs.at(-1)).toMatchObject({
        done: total,
        total,
        failed: steps.reduce((sum, { failed }) => sum + failed, 0),
      })
      expect(listJobs(catalog)).toMatchObject([{ done: total, total }])
      expect(jobs.every((job, index) => job.done >= (jobs[index - 1]?.done ?? 0))).toBe(true)
      for (const { rate, eta } of jobs) for (const figure of [rate, eta]) expect(figure ?? 0).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 15 },
  )
  const { jobs, progress } = begin()
  for (let step = 0; step < 5000; step++) progress.advance(1)
  expect(jobs.length).toBeLessThan(500)
})

test('after some work there is a rate, and the time left follows from it', async () => {
  const { jobs, progress } = begin()
  progress.setTotal(100)
  await new Promise((resolve) => setTimeout(resolve, 400))
  progress.advance(20)
  const { rate, eta, done } = jobs.at(-1)!
  expect(done).toBe(20)
  expect(rate).toBeGreaterThan(0)
  expect(eta! * rate!).toBeCloseTo(80, 6)
})

test('before the first work is done there is no rate', async () => {
  const { jobs, progress } = begin()
  await new Promise((resolve) => setTimeout(resolve, 250))
  progress.setTotal(100)
  expect(jobs.at(-1)).toMatchObject({ done: 0, rate: null, eta: null })
})
