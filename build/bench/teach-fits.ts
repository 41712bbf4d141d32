import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTeachingLabels } from '../../electron/catalog/queries/teaching.ts'
import type { BenchContext, FitSeconds, MeasuredTeaching } from '../../electron/cli/bench.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import { LearningSession } from '../../electron/teach/session.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { median } from '../../models/statistics.ts'
import { BenchService } from './bench-service.ts'
import { SimulatedPerson } from './simulated-person.ts'

/** Labels that are changed one by one to time them. */
const timed = 7

/** With every photo labeled: how often leaving a label out predicts it, and how long one more label takes. */
export async function measureAllLabels(
  { file, truth, data }: { file: string; truth: ReadonlyMap<number, string>; data: DataFolder },
  context: BenchContext,
): Promise<Pick<MeasuredTeaching, 'leftOut'> & { seconds: Omit<FitSeconds, 'fit'> }> {
  const copy = join(data.projects, 'all-labels.glance')
  copyFileSync(file, copy)
  const service = new BenchService(data, context)
  try {
    await service.open(copy)
    await new SimulatedPerson(service, { truth, misses: 0, seed: 1 }).labelAll()
    await service.project.get(teaching).complete()
    const { rows, right } = (await service.call('getTeaching', {})).leftOut!
    return { leftOut: { rows, right, accuracy: right / rows }, seconds: await timeLabels(service) }
  } finally {
    await service.close()
  }
}

/**
 * Takes labels of the open project away, one by one: seconds on the clock until the service has the new predictions,
 * and in processor time what its thread does for them, done in this thread over the same catalog.
 */
export async function timeLabels(service: BenchService): Promise<Omit<FitSeconds, 'fit'>> {
  const { project } = service
  const made = project.get(teaching)
  await made.complete()
  const session = new LearningSession({ place: project.catalog.db.name, modelIds: made.learned!.modelIds })
  try {
    session.learn()
    const times = { clock: [] as number[], learn: [] as number[], calibrate: [] as number[] }
    const labeled = readTeachingLabels(project.catalog)
    for (let turn = 0; turn < timed; turn++) {
      const id = labeled[Math.floor((turn * labeled.length) / timed)]![0]
      await service.call('setLabel', { ids: [id], to: null })
      const answered = performance.now()
      await made.settle()
      times.clock.push((performance.now() - answered) / 1000)
      await made.complete()
      times.learn.push(await measureProcessor(() => session.learn()))
      times.calibrate.push(await measureProcessor(() => session.calibrate()))
    }
    return {
      fitAtAllLabels: median(times.clock),
      learnProcessor: median(times.learn),
      calibrateProcessor: median(times.calibrate),
    }
  } finally {
    session.close()
  }
}

/** Seconds of this thread, which other programs do not lengthen. */
async function measureProcessor(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}
