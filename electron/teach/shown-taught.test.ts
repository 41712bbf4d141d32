import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { TestService } from '../test-support/service.ts'

const [photos, kinds] = [120, 5]
let [app, terminal] = [new TestService(), new TestService()]
let folder = ''
beforeEach(() => {
  folder = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', folder)
  ;[app, terminal] = [new TestService(), new TestService()]
})
afterEach(async () => {
  await app.close()
  await terminal.close()
  vi.unstubAllEnvs()
})

const kindOf = (id: number): string => `kind ${(id - 1) % kinds}`

async function label(from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) await app.call('setLabel', { ids: [id], to: { newName: kindOf(id) } })
}

async function exportFrom(service: TestService, options: { topK?: number; model?: string } = {}): Promise<string> {
  const csv = join(folder, 'labels.csv')
  writeFileSync(csv, '')
  await service.call('export', { catalog: app.shown!.catalog.file, csv, predictions: true, ...options })
  return readFileSync(csv, 'utf8')
}

const download = async (query = ''): Promise<string> =>
  (await app.request(`/files/export.csv?predictions=1&${query}`)).text()

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, recordDelimiter: '\r\n' })

/** What the app shows of each photo. */
async function shownInApp(): Promise<(string | null)[]> {
  const cards = await app.call('getCards', { ids: Array.from({ length: photos }, (_, index) => index + 1) })
  return cards.map(({ label: given, prediction }) => given ?? prediction)
}

test('app, download and terminal write the same bytes, and what the app shows', async () => {
  await app.call('openProject', { file: makeEmbeddedProject(photos, { kinds, spread: 1.2 }) })
  await app.call('setThreshold', { threshold: 0 }) // every prediction becomes a label
  // Exported in the middle of labeling, before the page's pause in which labels are left out.
  for (const [from, to] of [
    [1, 12],
    [13, 30],
  ] as const) {
    await label(from, to)
    const text = await exportFrom(app, { topK: 3 })
    expect(await exportFrom(terminal, { topK: 3 })).toBe(text)
    expect(await download('topK=3')).toBe(text)
    const rows = rowsOf(text)
    expect(rows.map(({ label: written }) => written)).toEqual(await shownInApp())
    expect(rows.map(({ source }) => source)).toEqual([
      ...Array<string>(to).fill('person'),
      ...Array<string>(photos - to).fill('model'),
    ])
    for (const row of rows.slice(to)) {
      expect(row).toMatchObject({ top1_label: row['label'], top1_confidence: row['confidence'] })
      expect(row['agreement']).toBe(String(row['cls_label'] === row['dist_label']))
      expect(row['cls_label']).toMatch(/^kind \d$/)
    }
  }
})

test('what a person rejected is not exported, and the model’s own predictions are where they are chosen', async () => {
  await app.call('openProject', { file: makeEmbeddedProject(photos, { kinds }) })
  await app.call('setThreshold', { threshold: 0 })
  await label(1, 20)
  expect(rowsOf(await exportFrom(app))[40]!['label']).toBe(kindOf(41)) // now it is shown, and can be rejected
  await app.call('rejectPredictions', { ids: [41, 42] })
  const text = await exportFrom(app)
  expect(await exportFrom(terminal)).toBe(text)
  const rows = rowsOf(text)
  expect(rows[40]!['label']).not.toBe(kindOf(41))
  expect(rows[40]!['label']).toMatch(/^kind/)
  expect(rows[42]!['label']).toBe(kindOf(43))

  await app.call('setTeaching', { source: 'model' })
  const own = await exportFrom(app)
  const outside = { label: '', status: 'outside your classes' }
  expect(rowsOf(own).slice(20, 23)).toMatchObject([outside, outside, outside])
  expect(await exportFrom(terminal)).toBe(own)
  await app.call('setTeaching', { source: 'auto' })
  // A model that is named is asked for itself.
  expect(await exportFrom(app, { model: 'made' })).toBe(own)
  expect(await exportFrom(app)).toBe(text)
})

test('the automatic threshold is what labels say when left out, alike in app, download and terminal', async () => {
  await app.call('openProject', { file: makeEmbeddedProject(photos, { kinds, spread: 1.2 }) })
  expect(await app.call('project', {})).toMatchObject({ threshold: 0.5, isThresholdAutomatic: true })
  await label(1, 40)
  const text = await exportFrom(app)
  expect(await exportFrom(terminal)).toBe(text)
  expect(await download()).toBe(text)
  const { threshold, automaticThreshold, isThresholdAutomatic } = (await app.call('project', {}))!
  expect(isThresholdAutomatic).toBe(true)
  expect(threshold).toBe(automaticThreshold)
  expect(threshold).not.toBe(0.5)
  const cards = await app.call('getCards', { ids: Array.from({ length: photos }, (_, index) => index + 1) })
  expect(rowsOf(text).map(({ status }) => status)).toEqual(cards.map(({ status }) => status))
  for (const { status, confidence } of cards.slice(40))
    expect(status).toBe(confidence! >= threshold ? 'pre-labeled' : 'needs review')

  expect(await app.call('setThreshold', { threshold: 0.3 })).toMatchObject({
    threshold: 0.3,
    automaticThreshold,
    isThresholdAutomatic: false,
  })
  expect(await app.call('setThreshold', { threshold: null })).toMatchObject({ threshold, isThresholdAutomatic: true })
})
