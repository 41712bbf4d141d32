import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobRow, ServiceEvent } from '../../electron/api/page.ts'

/** What the service answers. */
const answers = {
  project: {} as object | null,
  countImages: {},
  listProblems: [] as object[],
  getTeaching: {},
  listMapping: [] as object[],
}
let held: Promise<void> = Promise.resolve()
let tell: (event: ServiceEvent) => void = () => undefined
const host = {
  call: async (name: keyof typeof answers) => {
    await held
    return structuredClone(answers[name])
  },
  listen: (onEvent: typeof tell) => {
    tell = onEvent
    return () => undefined
  },
}
vi.mock('../host/host.ts', () => ({ host }))
const { current } = await import('./current-project.svelte.ts')
const { service } = await import('./service.svelte.ts')
const { jobOutcomes } = await import('./job-outcomes.svelte.ts')

const make = (changes: object = {}) => ({
  catalog: 'a.glance',
  images: 3,
  model: null,
  labelSet: [],
  notices: [],
  ...changes,
})
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** The service has this project by now, and the page shows it. */
async function show(project: object): Promise<void> {
  answers.project = project
  await current.show(project as never)
  await settle()
}

async function end(kind: string, changes: Partial<JobRow> = {}): Promise<void> {
  tell({ type: 'job', job: { kind, state: 'done', done: 0, failed: 0, ...changes } } as ServiceEvent)
  await settle()
}

async function learn(changes: object): Promise<void> {
  answers.getTeaching = { state: 'ready', source: 'labels', labels: 12, leftOut: null, ...changes }
  tell({ type: 'teaching' })
  await settle()
}

let stops: (() => void)[] = []
beforeEach(async () => {
  answers.listProblems = []
  answers.getTeaching = { state: 'few-labels', source: 'labels', labels: 0, leftOut: null }
  answers.countImages = { status: { new: 1, 'needs review': 2, 'pre-labeled': 4, outside: 8, labeled: 16 } }
  stops = [service.start(), jobOutcomes.start()]
  await show(make({ catalog: 'before.glance' }))
  await show(make())
})
afterEach(() => stops.forEach((stop) => stop()))

test('a scan tells what it found, and nothing where it found nothing new', async () => {
  await end('ingest')
  expect(jobOutcomes.latest).toBeNull()
  answers.project = make({ images: 10, model: 'deit', labelSet: [{ id: 1 }] })
  answers.listProblems = [{}, {}]
  await end('ingest')
  expect(jobOutcomes.latest).toEqual({ kind: 'scanned', found: 7, unreadable: 2, isRun: true, hasClasses: true })
  // The next one counts from there.
  answers.project = make({ images: 11 })
  await end('ingest')
  expect(jobOutcomes.latest).toMatchObject({ found: 1, isRun: false, hasClasses: false })
})

test('a scan that ends before its project is shown is told once it is, also where another one was shown', async () => {
  answers.project = make({ catalog: 'b.glance', images: 5 })
  await end('ingest')
  expect(jobOutcomes.latest).toBeNull()
  await current.show(make({ catalog: 'b.glance', images: 0 }) as never)
  await settle()
  expect(jobOutcomes.latest).toMatchObject({ kind: 'scanned', found: 5 })
})

test('pre-labeling tells how many photos it read, and what came of all', async () => {
  await end('prelabel', { done: 15, failed: 1 })
  expect(jobOutcomes.latest).toEqual({
    kind: 'prelabeled',
    done: 14,
    failed: 1,
    sure: 4,
    unsure: 2,
    outside: 8,
    knowsAny: true,
  })
  answers.project = make({ unfinishedAs: 'second' })
  await end('prelabel', { done: 15, failed: 1 })
  expect(jobOutcomes.latest).toEqual({ kind: 'compared', done: 14 })
})

test('what is said of predictions follows the counts of now, and goes once all are decided about', async () => {
  await show(make({ catalog: 'closed.glance', isClosed: true, labelSet: [{ id: 1 }] }))
  answers.listMapping = [{ classId: null }]
  await end('prelabel', { done: 15, failed: 1 })
  expect(jobOutcomes.latest).toMatchObject({ done: 14, sure: 4, outside: 8, knowsAny: false })
  answers.listMapping = [{ classId: null }, { classId: 1 }]
  tell({ type: 'teaching' })
  await settle()
  expect(jobOutcomes.latest).toMatchObject({ outside: 8, knowsAny: true })
  // What was learned from labels took over.
  answers.countImages = { status: { new: 1, 'needs review': 2, 'pre-labeled': 12, outside: 0, labeled: 16 } }
  tell({ type: 'teaching' })
  await settle()
  expect(jobOutcomes.latest).toMatchObject({ done: 14, failed: 1, sure: 12, unsure: 2, outside: 0 })
  answers.countImages = { status: { new: 1, 'needs review': 0, 'pre-labeled': 0, outside: 0, labeled: 30 } }
  tell({ type: 'teaching' })
  await settle()
  expect(jobOutcomes.latest).toBeNull()
})

test('a job that is under way, was cancelled or failed has no outcome, nor has any other kind', async () => {
  answers.project = make({ images: 10 })
  for (const state of ['running', 'cancelled', 'failed'] as const)
    for (const kind of ['ingest', 'prelabel']) await end(kind, { state })
  await end('near-duplicates')
  expect(jobOutcomes.latest).toBeNull()
})

test('a project in which enough labels came is told once that it learned, and how well', async () => {
  await learn({ labels: 20, leftOut: { rows: 20, right: 19 } })
  expect(jobOutcomes.latest).toEqual({ kind: 'learning', labels: 20, right: 0.95 })
  jobOutcomes.close()
  await learn({ labels: 21 })
  expect(jobOutcomes.latest).toBeNull()
  await learn({ state: 'few-labels' })
  await learn({ source: 'model' })
  expect(jobOutcomes.latest).toBeNull()
  await learn({ labels: 5, leftOut: { rows: 0, right: 0 } })
  expect(jobOutcomes.latest).toEqual({ kind: 'learning', labels: 5, right: null })
})

test('a project that had learned before it was opened says nothing of it', async () => {
  answers.getTeaching = { state: 'ready', source: 'labels', labels: 40, leftOut: null }
  await show(make({ catalog: 'learned.glance' }))
  await learn({ labels: 41 })
  expect(jobOutcomes.latest).toBeNull()
})

test('what was written stays until it is closed, another job is over, or another project is shown', async () => {
  const exported = { kind: 'exported', file: 'labels.csv', rows: 3, isOnDisk: true }
  jobOutcomes.exported('labels.csv', 3, true)
  expect(jobOutcomes.latest).toEqual(exported)
  jobOutcomes.close()
  expect(jobOutcomes.latest).toBeNull()
  jobOutcomes.exported('labels.csv', 3, true)
  await end('ingest') // found nothing
  expect(jobOutcomes.latest).toEqual(exported)
  await end('prelabel')
  expect(jobOutcomes.latest).toMatchObject({ kind: 'prelabeled' })
  await show(make({ catalog: 'b.glance' }))
  expect(jobOutcomes.latest).toBeNull()
})

test('what is read while it is closed, or while another outcome comes, is not shown', async () => {
  let go = (): void => undefined
  const hold = (): void => {
    held = new Promise((resolve) => {
      go = resolve
    })
  }
  hold()
  await end('prelabel')
  jobOutcomes.close()
  go()
  await settle()
  expect(jobOutcomes.latest).toBeNull()
  hold()
  await end('prelabel')
  jobOutcomes.exported('labels.csv', 3, false)
  go()
  await settle()
  expect(jobOutcomes.latest).toMatchObject({ kind: 'exported' })
})

test('what another project came to is not told of this one', async () => {
  answers.project = make({ catalog: 'b.glance', images: 99 })
  await end('prelabel')
  await end('ingest')
  answers.project = null
  await end('prelabel')
  expect(jobOutcomes.latest).toBeNull()
})
