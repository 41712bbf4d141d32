import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type BenchArgs,
  type BenchContext,
  type MeasuredSeed,
  type MeasuredTeaching,
  teachLevels,
} from '../../electron/cli/bench.ts'
import { type DataFolder, locateData } from '../../electron/project/data-folder.ts'
import { median } from '../../models/statistics.ts'
import { measureAllLabels } from './teach-fits.ts'
import { prepareProject } from './teach-project.ts'
import { type LabeledByPerson, labelAsPerson } from './teach-seed.ts'

export type TeachArgs = Pick<BenchArgs, 'model' | 'teacher' | 'engine' | 'seeds' | 'policy' | 'userMisses'>

/**
 * Simulated persons label a folder of class folders through the service's own calls.
 * @throws the signal's reason where it is aborted, and what the service refuses
 */
export async function measureTeaching(
  folder: string,
  args: TeachArgs,
  context: BenchContext,
): Promise<MeasuredTeaching> {
  const quiet = { ...context, emit: () => undefined }
  const note = (text: string): void => context.emit({ type: 'note', text })
  return withScratch(async (data) => {
    // Its jobs are worth following; later ones are those of persons.
    const prepared = await prepareProject({ folder, ...args }, { usual: locateData(), scratch: data, context })
    const { file, truth, model, teacher } = prepared
    const { leftOut, seconds } = await measureAllLabels({ file, truth, data }, quiet)
    note(`All labels: ${(leftOut.accuracy * 100).toFixed(2)} % right when left out.`)
    const { policy, userMisses } = args
    const runs: LabeledByPerson[] = []
    for (let number = 1; number <= args.seeds; number++) {
      const run = await labelAsPerson({ file, truth, seed: number, policy, misses: userMisses, data }, quiet)
      runs.push(run)
      const { actionsAPhoto, seconds: taken } = run.seed
      note(`Seed ${number}: ${JSON.stringify(actionsAPhoto)} actions a photo, ${taken.toFixed(0)} s.`)
    }
    const seeds = runs.map(({ seed }) => seed)
    return {
      folder,
      photos: truth.size,
      classes: new Set(truth.values()).size,
      model,
      teacher,
      policy,
      userMisses,
      actionsAPhoto: averageActions(seeds),
      everyEstimateHeld: seeds.every(({ estimate }) => estimate.held),
      everyAuditHeld: seeds.every(({ audits }) => audits.every(({ held }) => held !== false)),
      leftOut,
      seconds: { fit: median(runs.flatMap(({ fits }) => fits)), ...seconds },
      seeds,
    }
  })
}

/** Runs `work` with a data folder of its own that is removed afterwards. */
export async function withScratch<Value>(work: (data: DataFolder) => Promise<Value>): Promise<Value> {
  const scratch = await mkdtemp(join(tmpdir(), 'glance-bench-'))
  try {
    const data = locateData({ GLANCE_DATA: scratch })
    mkdirSync(data.projects, { recursive: true })
    return await work(data)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function averageActions(seeds: readonly MeasuredSeed[]): MeasuredTeaching['actionsAPhoto'] {
  const means = { '0.97': null, '0.99': null, '0.995': null } as MeasuredTeaching['actionsAPhoto']
  for (const level of teachLevels) {
    const counts = seeds.map(({ actionsAPhoto }) => actionsAPhoto[level])
    if (counts.every((count) => count !== null))
      means[level] = counts.reduce((sum, count) => sum + count, 0) / counts.length
  }
  return means
}
