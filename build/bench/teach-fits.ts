import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadableCatalog } from '../../electron/catalog/connection.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { readView } from '../../electron/catalog/queries/columns.ts'
import { readTeachingLabels } from '../../electron/catalog/queries/teaching.ts'
import type { BenchContext, FitSeconds, MeasuredTeaching } from '../../electron/cli/bench.ts'
import { setLabels } from '../../electron/labels/edits/edits.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import { listLearningModels } from '../../electron/teach/learning-source.ts'
import { LearningSession } from '../../electron/teach/session.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { median } from '../../models/statistics.ts'
import { BenchService } from './bench-service.ts'
import { SimulatedPerson } from './simulated-person.ts'

/** Labels that are taken away one by one to time them, once on the clock and once in processor time. */
const timed = 7

/** With every photo labeled: how often leaving a label out predicts it, and how long one more label takes. */
export async function measureAllLabels(
  { file, truth, data }: { file: string; truth: ReadonlyMap<number, string>; data: DataFolder },
  context: BenchContext,
): Promise<Pick<MeasuredTeaching, 'leftOut'> & { seconds: Omit<FitSeconds, 'fit'> }> {
  const copy = join(data.projects, 'all-labels.glance')
  copyFileSync(file, copy)
  const labeled = await withProject(copy, { data, context }, async (service) => {
    await new SimulatedPerson(service, { truth, misses: 0, seed: 1 }).labelAll()
    await service.project.get(teaching).complete()
    const { rows, right } = (await service.call('getTeaching', {})).leftOut!
    const { settled: fitAtAllLabels } = await timeOnClock(service)
    return { leftOut: { rows, right, accuracy: right / rows }, fitAtAllLabels }
  })
  const { leftOut, fitAtAllLabels } = labeled
  return { leftOut, seconds: { fitAtAllLabels, ...(await timeProcessor(copy)) } }
}

/** Runs `work` with a service that has the project open, which is closed afterwards. */
export async function withProject<Value>(
  file: string,
  { data, context }: { data: DataFolder; context: BenchContext },
  work: (service: BenchService) => Promise<Value>,
): Promise<Value> {
  const service = new BenchService(data, context)
  try {
    await service.open(file)
    return await work(service)
  } finally {
    await service.close()
  }
}

/**
 * Takes labels of the open project away, one by one, once nothing is to be learned.
 *
 * @returns seconds on the clock, medians: until the service has the new predictions, and how long a page of photos then
 *   keeps its main thread, which takes them over
 */
export async function timeOnClock(service: BenchService, turns = timed): Promise<{ settled: number; page: number }> {
  const made = service.project.get(teaching)
  const settled: number[] = []
  const pages: number[] = []
  const page = { filter: {}, sort: { by: 'name', descending: false }, after: null, limit: 200 } as const
  await made.complete()
  await service.call('listImages', page)
  for (const id of spreadLabeled(service.project.catalog, turns)) {
    await service.call('setLabel', { ids: [id], to: null })
    const answered = performance.now()
    await made.settle()
    settled.push((performance.now() - answered) / 1000)
    await made.complete()
    const asked = performance.now()
    await service.call('listImages', page)
    pages.push((performance.now() - asked) / 1000)
  }
  return { settled: median(settled), page: median(pages) }
}

/**
 * The same in processor time: what the service's thread does, done in this thread. For a project that no service has
 * open, whose embeddings would be in memory twice.
 */
export async function timeProcessor(
  file: string,
  turns = timed,
): Promise<Pick<FitSeconds, 'learnProcessor' | 'calibrateProcessor'>> {
  const catalog = openCatalog(file)
  const modelIds = listLearningModels(catalog, readView(catalog).modelId!)
  const session = new LearningSession({ place: catalog.db.name, modelIds }, catalog)
  try {
    session.learn()
    const [learn, calibrate]: [number[], number[]] = [[], []]
    for (const id of spreadLabeled(catalog, turns)) {
      setLabels(catalog, { imageIds: [id], to: null, author: 'bench' })
      learn.push(await measureProcessor(() => session.learn()))
      calibrate.push(await measureProcessor(() => session.calibrate()))
    }
    return { learnProcessor: median(learn), calibrateProcessor: median(calibrate) }
  } finally {
    session.close()
  }
}

/** Evenly spread photos that have a label. */
function spreadLabeled(catalog: ReadableCatalog, count: number): number[] {
  const labeled = readTeachingLabels(catalog)
  return Array.from({ length: count }, (_, turn) => labeled[Math.floor((turn * labeled.length) / count)]![0])
}

/** Seconds of this thread, which other programs do not lengthen. */
async function measureProcessor(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}
