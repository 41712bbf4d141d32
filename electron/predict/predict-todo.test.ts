import { copyFileSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import type { ServiceEvent } from '../api/events.ts'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countImages, listProblems } from '../catalog/queries/images.ts'
import { listJobs } from '../catalog/queries/jobs.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { countTodo } from '../catalog/queries/todo.ts'
import type { Emit } from '../project/events.ts'
import { ThumbnailCache } from '../images/thumbnails.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { makeFolder, nameOf, openProject, photo } from '../test-support/prelabel-project.ts'

const collect = (): { events: ServiceEvent[]; emit: Emit } => {
  const events: ServiceEvent[] = []
  return { events, emit: (event) => void events.push(event) }
}

test('real photos get a prediction with maps, once', async () => {
  const folder = await makeFolder(9)
  copyFileSync(photo, join(folder, 'large.jpg'))
  const project = await openProject(folder)
  const names = ['large.jpg', ...Array.from({ length: 9 }, (_, index) => nameOf(index))]
  project.scan(names)
  const thumbnails = new ThumbnailCache(makeTempFolder())
  const { events, emit } = collect()
  expect(await project.run({ emit, thumbnails })).toEqual({ inferred: 10, copied: 0, failed: 0, cancelled: false })
  for (const name of names) {
    const prediction = project.predict(name)!
    expect(prediction.fused).toHaveLength(2)
    expect(prediction.embeddings).toHaveLength(2 * 8)
    expect(prediction.rollout).toHaveLength(2 * 4)
    expect(Math.max(...prediction.rollout!.subarray(0, 4))).toBe(255)
    expect(await thumbnails.hasThumbnail(project.find(name).hash!)).toBe(true)
  }
  expect(project.find('large.jpg')).toMatchObject({ state: 'ok', width: 1024, height: 750, format: 'jpeg' })
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done', done: 10, total: 10, failed: 0 } })
  expect(await project.run()).toEqual({ inferred: 0, copied: 0, failed: 0, cancelled: false })
})

test('one run of the model a batch gives labels, embeddings and maps', async () => {
  const project = await openProject(await makeFolder(11))
  const names = Array.from({ length: 11 }, (_, index) => nameOf(index))
  project.scan(names)
  const engine = await openEngine(makeModelFile('tiny'), { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  const given: number[] = []
  const counting: typeof engine = {
    ...engine,
    run(pixels, signal) {
      given.push(pixels.length / (8 * 8 * 3))
      return engine.run(pixels, signal)
    },
  }
  expect(await project.run({ engine: counting })).toMatchObject({ inferred: 11, failed: 0 })
  expect(given).toEqual([4, 4, 3])
  for (const name of names) {
    const { fused, cls, dist, embeddings, rollout } = project.predict(name)!
    expect([fused, cls, dist].map((predictions) => predictions?.length)).toEqual([2, 2, 2])
    expect([embeddings?.length, rollout?.length]).toEqual([2 * 8, 2 * 4])
  }
  // What is done is not run again, whatever is asked of it.
  await project.run({ engine: counting })
  expect(given).toHaveLength(3)
})

test('what cannot be read is named and stops nothing; the next run tries it again', async () => {
  const folder = await makeFolder(6)
  truncateSync(join(folder, nameOf(1)), 300)
  writeFileSync(join(folder, nameOf(2)), '')
  writeFileSync(join(folder, nameOf(3)), 'a text')
  const whole = readFileSync(join(folder, nameOf(4)))
  unlinkSync(join(folder, nameOf(4)))
  const project = await openProject(folder)
  project.scan(Array.from({ length: 6 }, (_, index) => nameOf(index)))
  const { events, emit } = collect()
  expect(await project.run({ emit })).toEqual({ inferred: 2, copied: 0, failed: 4, cancelled: false })
  const problems = events.flatMap((event) => (event.type === 'problem' ? [event.problem] : []))
  expect(problems.map(({ path }) => path).sort()).toEqual([1, 2, 3, 4].map(nameOf))
  expect(listProblems(project.catalog, project.rootId)).toEqual(problems.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
  for (const { path, message } of problems) expect(message).toContain(path)
  expect(listProblems(project.catalog, project.rootId).map(({ code }) => code)).toEqual([
    'damaged-image',
    expect.any(String),
    'not-an-image',
    'not-found',
  ])
  expect(listJobs(project.catalog)).toMatchObject([{ state: 'done', done: 6, failed: 4 }])

  writeFileSync(join(folder, nameOf(4)), whole)
  expect(await project.run()).toEqual({ inferred: 1, copied: 0, failed: 3, cancelled: false })
  expect(countImages(project.catalog, project.rootId)).toEqual({ new: 0, ok: 3, failed: 3, missing: 0 })
})

test('an abort in the middle keeps what is done; resuming ends where an undisturbed run ends', async () => {
  const folder = await makeFolder(120)
  writeFileSync(join(folder, 'photo-009-broken.jpg'), 'a text')
  const names = [...Array.from({ length: 120 }, (_, index) => nameOf(index)), 'photo-009-broken.jpg']
  const [stopped, undisturbed] = [await openProject(folder), await openProject(folder)]
  stopped.scan(names)
  undisturbed.scan(names)
  const controller = new AbortController()
  const first = await stopped.run({
    signal: controller.signal,
    emit: (event) => event.type === 'problem' && controller.abort(),
  })
  expect(first).toMatchObject({ failed: 1, cancelled: true })
  expect(first.inferred).toBeGreaterThanOrEqual(8)
  expect(first.inferred).toBeLessThan(120)
  expect(countTodo(stopped.catalog, { ...stopped.todo, rootId: stopped.rootId })).toBe(121 - first.inferred)
  expect(listJobs(stopped.catalog)).toMatchObject([{ state: 'cancelled', done: first.inferred + 1, total: 121 }])

  expect(await stopped.run()).toEqual({ inferred: 120 - first.inferred, copied: 0, failed: 1, cancelled: false })
  expect(await undisturbed.run()).toMatchObject({ inferred: 120, failed: 1 })
  for (const name of names) expect(stopped.predict(name), name).toEqual(undisturbed.predict(name))
})

test('a run that is aborted before it begins does nothing', async () => {
  const project = await openProject(await makeFolder(2))
  project.scan([nameOf(0), nameOf(1)])
  expect(await project.run({ signal: AbortSignal.abort() })).toEqual({
    inferred: 0,
    copied: 0,
    failed: 0,
    cancelled: true,
  })
})

test('a file with the same bytes gets the same answer without the model', async () => {
  const folder = await makeFolder(3)
  const project = await openProject(folder)
  const names = [0, 1, 2].map(nameOf)
  project.scan(names)
  await project.run()
  copyFileSync(join(folder, nameOf(1)), join(folder, 'copy.jpg'))
  project.scan(['copy.jpg', ...names])
  expect(await project.run()).toEqual({ inferred: 0, copied: 1, failed: 0, cancelled: false })
  const imageId = project.find('copy.jpg').id
  expect(project.predict('copy.jpg')).toEqual({ ...project.predict(nameOf(1))!, imageId })
  const { hash, width, height, format } = project.find(nameOf(1))
  expect(project.find('copy.jpg')).toMatchObject({ state: 'ok', hash, width, height, format })
})

test('maps are made where they are wanted and were not kept, also for a copy', async () => {
  const folder = await makeFolder(2)
  const labelsOnly = await openProject(folder, 'labels')
  labelsOnly.scan([nameOf(0), nameOf(1)])
  expect((await labelsOnly.run()).inferred).toBe(2)
  expect(labelsOnly.predict(nameOf(0))!.rollout).toBeNull()
  const engine = await openEngine(makeModelFile('tiny'), { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  expect(await labelsOnly.run({ engine, todo: { ...labelsOnly.todo, needMaps: true } })).toMatchObject({
    inferred: 2,
    copied: 0,
  })
  expect(labelsOnly.predict(nameOf(0))!.rollout).toHaveLength(8)
  expect((await labelsOnly.run()).inferred).toBe(0)
})

test('an engine that fails ends the job and says so', async () => {
  const project = await openProject(await makeFolder(2))
  project.scan([nameOf(0), nameOf(1)])
  const engine = await openEngine(makeModelFile('plain-timm'), { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  await expect(project.run({ engine })).rejects.toMatchObject({ code: 'engine-failed' })
  expect(listJobs(project.catalog)).toMatchObject([
    { state: 'failed', error: expect.stringContaining('plain-timm.onnx') as string },
  ])
})
