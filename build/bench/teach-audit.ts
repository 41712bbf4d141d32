import { join } from 'node:path'
import { readTeachingLabels } from '../../electron/catalog/queries/teaching.ts'
import type { BenchContext, MeasuredAudit } from '../../electron/cli/bench.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { GlanceError } from '../../models/errors.ts'
import { BenchService } from './bench-service.ts'
import { measureAccuracy, readAnswers } from './project-truth.ts'
import { SimulatedPerson } from './simulated-person.ts'

export interface AuditSubject {
  truth: ReadonlyMap<number, string>
  misses: number
  seed: number
  target: number
  when: MeasuredAudit['when']
  data: DataFolder
}

/** Audits a copy of the project that is open, so that its answers are not among what is labeled afterwards. */
export async function runAudit(
  original: BenchService,
  { truth, misses, seed, target, when, data }: AuditSubject,
  context: BenchContext,
): Promise<MeasuredAudit> {
  const file = join(data.projects, `audit-${seed}-${crypto.randomUUID()}.glance`)
  await original.call('saveCopy', { file })
  const service = new BenchService(data, context)
  try {
    await service.open(file)
    await service.project.get(teaching).complete()
    const answers = readAnswers(service.project)
    const { labels } = await service.call('getTeaching', {})
    const none = { when, labels, sampled: 0, errors: 0, actions: 0, reached: false, share: null, held: null }
    try {
      await service.call('startAudit', { target })
    } catch (error) {
      if (!(error instanceof GlanceError) || error.code !== 'wrong-use') throw error
      return { ...none, refused: error.message, accuracy: measureAccuracy(service.project, answers, truth) }
    }
    const person = new SimulatedPerson(service, { truth, misses, seed })
    for (;;) {
      const { page, sampled, errors } = (await service.call('getAudit', {}))!
      if (page.length === 0) {
        const { statement } = await service.call('finishAudit', {})
        const share = statement?.share ?? null
        if (share !== null) await service.call('acceptAudited', {})
        // What was frozen, with what the person said of the sample; where the result was taken over, all are labels.
        const accuracy = measureAccuracy(
          service.project,
          new Map([...answers, ...readTeachingLabels(service.project.catalog)]),
          truth,
        )
        return {
          ...none,
          refused: null,
          sampled,
          errors,
          actions: person.actions,
          reached: share !== null,
          share,
          accuracy,
          held: share === null ? null : accuracy >= share,
        }
      }
      context.signal.throwIfAborted()
      await person.judge(page)
    }
  } finally {
    await service.close()
  }
}
