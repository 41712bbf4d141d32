import { readTeachingLabels } from '../../electron/catalog/queries/teaching.ts'
import type { BenchArgs } from '../../electron/cli/bench.ts'
import { drawSample, makeRandom } from '../../electron/lib/random.ts'
import type { Project } from '../../electron/project/project.ts'
import { shownSource } from '../../electron/project/taught.ts'
import type { AskedQuestion } from '../../electron/teach/session.ts'
import { teaching } from '../../electron/teach/teaching.ts'

/** Gives the next question, or null where no photo is left. */
export type AskPolicy = (project: Project) => Promise<AskedQuestion | null>

/** What the service asks, or what it is compared with: the smallest margins, or any photos, one by one. */
export function makePolicy(
  policy: BenchArgs['policy'],
  { seed, photos }: { seed: number; photos: readonly number[] },
): AskPolicy {
  const askService: AskPolicy = (project) => project.get(teaching).ask({ seed, skip: [] })
  if (policy === 'auto') return askService
  const random = makeRandom(seed)
  return async (project) => {
    const first = await askService(project)
    if (first === null) return null
    const labels = new Map(readTeachingLabels(project.catalog))
    const open = photos.filter((id) => !labels.has(id))
    if (policy === 'random') {
      return singles(drawSample(random, open, first.kind === 'first' ? first.ids.length : batchSize(labels.size)))
    }
    return first.kind === 'first' ? first : singles(await leastMargins(project, open, batchSize(labels.size)))
  }
}

const singles = (ids: number[]): AskedQuestion => ({
  kind: 'singles',
  classId: null,
  ids,
  chances: [],
  expectedWrong: 0,
})

/** As many as the service asks one by one at once. */
const batchSize = (labels: number): number => Math.max(10, Math.floor(labels / 10))

/** Photos with the least difference between their two likeliest classes (Scheffer, Decomain, Wrobel 2001). */
async function leastMargins(project: Project, open: readonly number[], count: number): Promise<number[]> {
  const scores = (await project.get(shownSource).taught?.explain(open, 2)) ?? new Map<number, never>()
  const margins = new Map(
    [...scores].map(([id, { fused }]) => [id, (fused[0]?.confidence ?? 0) - (fused[1]?.confidence ?? 0)]),
  )
  return open
    .toSorted((one, other) => (margins.get(one) ?? 0) - (margins.get(other) ?? 0) || one - other)
    .slice(0, count)
}
