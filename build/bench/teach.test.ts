import { mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BenchContext } from '../../electron/cli/bench.ts'
import { loadSharp } from '../../electron/images/sharp-runtime.ts'
import { install } from '../../electron/model-library/installed.ts'
import { locateData } from '../../electron/project/data-folder.ts'
import { makeTempFolder } from '../../electron/test-support/catalog.ts'
import { makeEmbeddedProject } from '../../electron/test-support/embedded-project.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { EstimateWatch } from './estimate-watch.ts'
import { measureTeaching } from './teach.ts'
import { labelAsPerson, type SeedSubject } from './teach-seed.ts'

beforeEach(() => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const context: BenchContext = { emit: () => undefined, signal: new AbortController().signal }

/** Single-coloured photos in a folder for each colour. */
async function makeClassFolders(each: number): Promise<string> {
  const folder = makeTempFolder()
  const sharp = await loadSharp()
  for (const [name, [r, g, b]] of Object.entries({ red: [220, 30, 30], green: [30, 200, 40], blue: [40, 40, 210] })) {
    mkdirSync(join(folder, name))
    for (let number = 0; number < each; number++) {
      const background = { r: r! + (number % 5) * 5, g: g! + number, b: b! + (number % 7) * 4 }
      await sharp({ create: { width: 24, height: 24, channels: 3, background } })
        .png()
        .toFile(join(folder, name, `${number}.png`))
    }
  }
  return folder
}

const listScratch = () => readdirSync(tmpdir()).filter((name) => name.startsWith('glance-bench-'))

test('a folder of class folders is labeled by simulated people, and nothing is left behind', async () => {
  const { id } = install(locateData().models, makeModelFile('tiny'))
  const folder = await makeClassFolders(15)
  const before = listScratch()
  const args = { model: id, teacher: undefined, engine: 'cpu', seeds: 2, policy: 'auto', userMisses: 0 } as const
  const measured = await measureTeaching(folder, args, context)
  expect(measured).toMatchObject({ photos: 45, classes: 3, model: id, teacher: null, policy: 'auto' })
  expect(measured.leftOut.rows).toBe(45)
  expect(measured.leftOut.accuracy).toBe(measured.leftOut.right / 45)
  expect(measured.seeds.map(({ seed }) => seed)).toEqual([1, 2])
  for (const { actions, labels, questions, pages, accuracy, actionsAPhoto } of measured.seeds) {
    expect(accuracy).toBeGreaterThanOrEqual(0.995)
    expect(pages).toBeLessThan(questions)
    expect(actions).toBeGreaterThanOrEqual(20)
    expect(actions).toBeLessThanOrEqual(2 * labels)
    expect(actionsAPhoto['0.995']).toBe(actions / 45)
    expect(actionsAPhoto['0.97']).toBeLessThanOrEqual(actionsAPhoto['0.99']!)
  }
  const [one, other] = measured.seeds.map(({ actionsAPhoto }) => actionsAPhoto['0.99']!)
  expect(measured.actionsAPhoto['0.99']).toBeCloseTo((one! + other!) / 2, 12)
  const { fit, fitAtAllLabels, ...processor } = measured.seconds
  for (const seconds of [fit, fitAtAllLabels]) expect(seconds).toBeGreaterThan(0)
  // Processor time is counted in steps that may be longer.
  for (const seconds of Object.values(processor)) expect(seconds).toBeGreaterThanOrEqual(0)
  expect(listScratch()).toEqual(before)
})

/** A project of five kinds with embeddings that tell them apart, for the most part. */
function makeSubject(change: Partial<SeedSubject>): SeedSubject {
  const data = locateData()
  mkdirSync(data.projects, { recursive: true })
  const truth = new Map(Array.from({ length: 300 }, (_, index) => [index + 1, `kind ${index % 5}`]))
  const file = makeEmbeddedProject(300, { spread: 1.8 })
  return { file, truth, seed: 1, policy: 'auto', misses: 0, data, ...change }
}

test('the same seed labels the same, another one asks for other photos first', async () => {
  const subject = makeSubject({})
  const run = async (seed: number) => {
    const labeled = await labelAsPerson({ ...subject, seed }, context)
    return { ...labeled.seed, seconds: 0 }
  }
  const first = await run(1)
  expect(first.audits.length).toBeGreaterThan(0)
  for (const { held, refused } of first.audits) expect(refused !== null || held !== false).toBe(true)
  expect(first.estimate.shown).toBeGreaterThan(0)
  // What an audit looks at is drawn anew each time.
  const withoutAudits = { ...first, audits: [] }
  expect({ ...(await run(1)), audits: [] }).toEqual(withoutAudits)
  expect({ ...(await run(2)), audits: [] }).not.toEqual({ ...withoutAudits, seed: 2 })
})

test('every policy labels all that it must', async () => {
  for (const policy of ['margin', 'random'] as const) {
    const { seed } = await labelAsPerson(makeSubject({ policy }), context)
    expect(seed.pages).toBe(0)
    expect(seed.actions).toBe(seed.labels)
    expect(seed.accuracy).toBeGreaterThanOrEqual(0.995)
  }
})

test('what a person overlooks is accepted and stays wrong', async () => {
  const { seed } = await labelAsPerson(makeSubject({ misses: 1 }), context)
  expect(seed.actionsAPhoto['0.995']).toBeNull()
  expect(seed.labels).toBe(300)
  expect(seed.accuracy).toBeLessThan(0.995)
  // An audit by somebody who sees no error says too much.
  const audit = seed.audits.find(({ reached }) => reached)
  expect(audit).toMatchObject({ errors: 0, held: false })
})

test('an estimate has held where it was never too high by more than 0.02', () => {
  const watch = new EstimateWatch()
  expect(watch.figures).toEqual({ shown: 0, first: null, largestOver: 0, worst: null, held: true, beyondMargin: 0 })
  watch.add({ labels: 10, estimate: null, margin: 0, accuracy: 0.1 })
  watch.add({ labels: 80, estimate: 0.5, margin: 0.05, accuracy: 0.49 })
  expect(watch.figures).toMatchObject({ shown: 1, first: { labels: 80 }, held: true })
  watch.add({ labels: 90, estimate: 0.9, margin: 0.04, accuracy: 0.87 })
  expect(watch.figures).toMatchObject({ shown: 2, held: false, first: { labels: 80 }, worst: { labels: 90 } })
  expect(watch.figures.largestOver).toBeCloseTo(0.03, 12)
  expect(watch.figures.beyondMargin).toBe(0)
  watch.add({ labels: 99, estimate: 0.9, margin: 0.01, accuracy: 0.88 })
  expect(watch.figures.beyondMargin).toBe(1)
})
