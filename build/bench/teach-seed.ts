import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ActionsAPhoto,
  type BenchArgs,
  type BenchContext,
  type MeasuredAudit,
  type MeasuredSeed,
  teachLevels,
} from '../../electron/cli/bench.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import { manyClasses } from '../../electron/teach/session.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { BenchService } from './bench-service.ts'
import { EstimateWatch } from './estimate-watch.ts'
import { measureAccuracy, readAnswers } from './project-truth.ts'
import { SimulatedPerson } from './simulated-person.ts'
import { runAudit } from './teach-audit.ts'
import { makePolicy } from './teach-policies.ts'

/** What a person aims at. */
const target = 0.99

export interface SeedSubject {
  /** A project without labels, which is copied. */
  file: string
  truth: ReadonlyMap<number, string>
  seed: number
  policy: BenchArgs['policy']
  misses: number
  /** Where copies are made. */
  data: DataFolder
}

export interface LabeledByPerson {
  seed: MeasuredSeed
  /** Seconds from each answer to the new predictions. */
  fits: number[]
}

/** One simulated person labels a copy of the project until 99.5 % are right or nothing is left to ask. */
export async function labelAsPerson(
  { file, truth, seed, policy, misses, data }: SeedSubject,
  context: BenchContext,
): Promise<LabeledByPerson> {
  const started = performance.now()
  const copy = join(data.projects, `seed-${policy}-${seed}.glance`)
  copyFileSync(file, copy)
  const service = new BenchService(data, context)
  try {
    await service.open(copy)
    const names = [...new Set(truth.values())].sort()
    // Whoever expects many classes begins with a label set; a few are typed as they come.
    if (names.length >= manyClasses) await service.call('createClasses', { names })
    const { project } = service
    const made = project.get(teaching)
    const person = new SimulatedPerson(service, { truth, misses, seed })
    const ask = makePolicy(policy, { seed, photos: [...truth.keys()] })
    const audit = (when: MeasuredAudit['when']): Promise<MeasuredAudit> =>
      runAudit(service, { truth, misses, seed, target, when, data }, context)

    const watch = new EstimateWatch()
    const actionsAPhoto: ActionsAPhoto = { '0.97': null, '0.99': null, '0.995': null }
    const fits: number[] = []
    const audits: MeasuredAudit[] = []
    let [questions, pages, labels, accuracy] = [0, 0, 0, 0]
    while (actionsAPhoto['0.995'] === null) {
      context.signal.throwIfAborted()
      const question = await ask(project)
      if (question === null || question.ids.length === 0) break
      questions++
      if (question.kind === 'page') pages++
      await person.answer(question)
      const answered = performance.now()
      await made.settle()
      fits.push((performance.now() - answered) / 1000)
      await made.complete()
      accuracy = measureAccuracy(project, readAnswers(project), truth)
      for (const level of teachLevels)
        if (accuracy >= Number(level)) actionsAPhoto[level] ??= person.actions / truth.size
      const learned = await service.call('getTeaching', {})
      labels = learned.labels
      watch.add({ labels, estimate: learned.estimate, margin: learned.margin, accuracy })
      // One photo more: an audit counts whole ones.
      if (audits.length === 0 && (learned.estimate ?? 0) >= target + 1 / truth.size)
        audits.push(await audit('estimated'))
    }
    if (audits.every(({ reached }) => !reached)) audits.push(await audit('end'))
    const seconds = (performance.now() - started) / 1000
    const { actions } = person
    const estimate = watch.figures
    return {
      seed: { seed, questions, pages, actions, actionsAPhoto, labels, accuracy, estimate, audits, seconds },
      fits,
    }
  } finally {
    await service.close()
  }
}
