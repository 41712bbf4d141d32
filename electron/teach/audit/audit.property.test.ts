import { expect, test } from 'vitest'
import { drawSample, makeRandom, type Random } from '../../lib/random.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { acceptPredictions, setLabels } from '../../labels/edits/edits.ts'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'
import { listUnlabeled } from '../../catalog/queries/audits.ts'
import { answerAudit, finishAudit, startAudit } from './audit.ts'
import { allowedErrors, boundErrors } from './bound.ts'
import { hypergeometricCdf } from './hypergeometric.ts'
import { planAudit } from './plan.ts'
import { alphaOf, overallAlpha } from './spending.ts'

/** So many of `times` are as many as an event of probability `p` may reach by chance, once in 30,000 such tests. */
const mostByChance = (p: number, times: number): number => p * times + 4 * Math.sqrt(p * (1 - p) * times) + 1

/** The photos 0 to `count` − 1 of which the first `wrong` are wrong: how many of the sample are. */
const drawErrors = (random: Random, photos: readonly number[], wrong: number, sampled: number): number[] =>
  drawSample(random, photos, sampled).filter((photo) => photo < wrong)

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

test.each([
  [300, 350, 0.97, 0.01],
  [300, 350, 0.97, 0],
  [500, 500, 0.98, 0.015],
  [120, 2000, 0.99, 0.1],
  [80, 80, 0.9, 0.02],
])(
  'of %i photos among %i, goal %f, one audit is false alpha of the time at most',
  (population, total, target, expectedErrors) => {
    const alpha = alphaOf(1)
    const plan = planAudit({ population, total, target, alpha, expectedErrors })
    if (!plan.possible) throw new Error('the case tests nothing')
    const { sampled } = plan
    const allowed = allowedErrors(total, target)
    const random = makeRandom(population)
    const photos = range(population)
    const times = 1500
    // Around the goal, where a false statement is easiest, and far from it.
    for (const wrong of [allowed - 3, allowed, allowed + 1, allowed + 2, allowed + 5, allowed + 12, allowed * 2 + 8]) {
      if (wrong > population || wrong < 0) continue
      let [falseGoals, falseShares] = [0, 0]
      for (let time = 0; time < times; time++) {
        const errors = drawErrors(random, photos, wrong, sampled).length
        const errorsLeft = boundErrors({ population, sampled, errors }, alpha) - errors
        const isTooMany = wrong - errors > allowed
        if (errorsLeft <= allowed && isTooMany) falseGoals++
        if (wrong - errors > errorsLeft) falseShares++
      }
      expect(falseGoals).toBeLessThanOrEqual(mostByChance(alpha, times))
      expect(falseShares).toBeLessThanOrEqual(mostByChance(alpha, times))
    }
  },
)

test('the probability of a false statement is alpha at most for every number of errors, by exact computation', () => {
  let largest = 0
  for (const [population, total, target, alpha] of [
    [60, 70, 0.95, 0.04],
    [200, 300, 0.97, 0.04],
    [200, 300, 0.97, 0.008],
  ] as const)
    for (const sampled of [10, 35, 55]) {
      const allowed = allowedErrors(total, target)
      for (let wrong = 0; wrong <= population; wrong++) {
        const draw = { population, marked: wrong, drawn: sampled }
        let [falseGoal, falseShare] = [0, 0]
        for (let errors = 0; errors <= Math.min(wrong, sampled); errors++) {
          const probability = hypergeometricCdf(errors, draw) - hypergeometricCdf(errors - 1, draw)
          const errorsLeft = boundErrors({ population, sampled, errors }, alpha) - errors
          if (wrong - errors > errorsLeft) falseShare += probability
          if (errorsLeft <= allowed && wrong - errors > allowed) falseGoal += probability
        }
        expect(falseGoal).toBeLessThanOrEqual(alpha + 1e-12)
        expect(falseShare).toBeLessThanOrEqual(alpha + 1e-12)
        largest = Math.max(largest, falseShare / alpha)
      }
    }
  // It is used up, too: a bound that is never wrong would ask for more photos than it needs.
  expect(largest).toBeGreaterThan(0.9)
})

test('audits that are repeated until one succeeds are false 5 % of the time at most', () => {
  const [total, target] = [3000, 0.98]
  const allowed = allowedErrors(total, target)
  const times = 1200
  const random = makeRandom(5)
  const falseOf = (wrong: number, alphas: (audit: number) => number): number => {
    let found = 0
    for (let time = 0; time < times; time++) {
      let photos = range(total)
      let left = wrong
      for (let audit = 1; audit <= 6; audit++) {
        const population = photos.length
        // As optimistic as a person who wants to succeed.
        const plan = planAudit({ population, total, target, alpha: alphas(audit), expectedErrors: 0 })
        const sampled = plan.possible ? plan.sampled : 0
        const drawn = drawSample(random, photos, sampled)
        const errors = drawn.filter((photo) => photo < wrong).length
        left -= errors
        const seen = new Set(drawn)
        photos = photos.filter((photo) => !seen.has(photo))
        if (boundErrors({ population, sampled, errors }, alphas(audit)) - errors > allowed) continue
        if (left > allowed) found++
        break
      }
    }
    return found
  }
  for (const wrong of [allowed + 1, allowed + 3, allowed + 6, allowed + 12])
    expect(falseOf(wrong, alphaOf)).toBeLessThanOrEqual(mostByChance(overallAlpha, times))
  // With the whole of it for each audit it would be more: the test can fail.
  expect(falseOf(allowed + 6, () => overallAlpha)).toBeGreaterThan(mostByChance(overallAlpha, times))
})

test('audits of real projects: what is stated is true of the labels then', () => {
  const random = makeRandom(11)
  let [stated, wrongly] = [0, 0]
  for (let project = 0; project < 25; project++) {
    const catalog = makeCatalog()
    const count = random.int(30, 150)
    recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(count))
    const author = 'Ann'
    const ids = range(count).map((index) => index + 1)
    for (const newName of ['cat', 'dog']) setLabels(catalog, { imageIds: [1], to: { newName }, author })
    const [cat, dog] = [1, 2]
    const truth = new Map(ids.map((id) => [id, random() < 0.5 ? cat : dog]))
    const wrongShare = random() * 0.12
    const predictions = new Map(ids.map((id) => [id, random() < wrongShare ? 3 - truth.get(id)! : truth.get(id)!]))
    for (const id of drawSample(random, ids, 10)) setLabels(catalog, { imageIds: [id], to: truth.get(id)!, author })
    setLabels(catalog, { imageIds: [1], to: truth.get(1)!, author })
    acceptPredictions(catalog, new Map([...predictions].slice(20, 28)), author)
    for (let audit = 0; audit < 3; audit++) {
      const request = { predictions, target: 0.9, expectedErrors: 0.02, seed: random.int(0, 2 ** 31 - 1), author }
      const { auditId, sample } = startAudit(catalog, request)
      const answers = new Map(sample.map(({ imageId }) => [imageId, truth.get(imageId)!]))
      acceptPredictions(catalog, answers, author)
      answerAudit(catalog, auditId, answers)
      const { share, reached, total } = finishAudit(catalog, auditId)
      if (!reached) continue
      acceptPredictions(catalog, listUnlabeled(catalog, auditId), author)
      const labels = catalog.all<{ id: number; classId: number }>(
        'SELECT image_id AS id, class_id AS classId FROM label',
      )
      expect(labels).toHaveLength(total)
      const right = labels.filter(({ id, classId }) => truth.get(id) === classId).length
      stated++
      if (right / total < share) wrongly++
      break
    }
  }
  expect(stated).toBeGreaterThan(10)
  expect(wrongly).toBeLessThanOrEqual(mostByChance(overallAlpha, stated))
})
