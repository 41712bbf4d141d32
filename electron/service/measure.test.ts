import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { ServiceEvent } from '../contract/events.ts'
import { locateData } from '../import/data-folder.ts'
import { install } from '../import/installed.ts'
import { describeMachine, readMeasurements } from '../import/measurements.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { endMeasuring, listEngines, measureModels } from './measure.ts'

const makeContext = () => {
  const data = locateData({ GLANCE_DATA: mkdtempSync(join(tmpdir(), 'glance-measure-')) })
  const events: ServiceEvent[] = []
  return { data, events, emit: (event: ServiceEvent) => void events.push(event), signal: new AbortController().signal }
}

afterEach(() => endMeasuring())

test('a model is timed, told and kept; once more, and the new figure takes the place of the old one', { timeout: 60_000 }, async () => {
  const context = makeContext()
  const { id } = install(context.data.models, makeModelFile('tiny'))
  const [first] = await measureModels([id], ['cpu'], context)
  expect(first).toMatchObject({ modelId: id, engine: 'cpu', machine: describeMachine() })
  expect(first!.imagesPerSecond).toBeGreaterThan(0)
  expect(first!.description).toContain('CPU')
  expect(readMeasurements(context.data)).toEqual([first])
  const told = context.events.filter((event) => event.type === 'measuring')
  expect(told.at(0)?.measuring).toEqual({ modelId: id, engine: 'cpu', done: 0, total: 100 })
  expect(told.at(-1)?.measuring).toBeNull()
  expect(told.map(({ measuring }) => measuring?.done ?? 100)).toEqual(told.map(({ measuring }) => measuring?.done ?? 100).toSorted((one, other) => one - other))

  const [second] = await measureModels([id], ['cpu'], context)
  expect(readMeasurements(context.data)).toEqual([second])
})

test('a second measuring is refused while one goes on; one that is ended says so', async () => {
  const context = makeContext()
  const { id } = install(context.data.models, makeModelFile('tiny'))
  const measuring = measureModels([id], undefined, context)
  await expect(measureModels([id], undefined, context)).rejects.toMatchObject({ code: 'wrong-use' })
  const refused = expect(measuring).rejects.toMatchObject({ code: 'cancelled' })
  await endMeasuring()
  await refused
  expect(readMeasurements(context.data)).toEqual([])
})

test('a window that does not offer itself is no engine, and asking for it stops nothing', { timeout: 60_000 }, async () => {
  const context = makeContext()
  const { id } = install(context.data.models, makeModelFile('tiny'))
  expect(listEngines()).not.toContain('page')
  const measured = await measureModels([id], ['page', 'cpu'], context)
  expect(measured.map(({ engine }) => engine)).toEqual(['cpu'])
  expect(context.events.find((event) => event.type === 'note')).toMatchObject({ text: expect.stringContaining(id) as string })
})

test('figures of another machine, and what is damaged, are not shown and not lost', () => {
  const { data } = makeContext()
  const own = { modelId: 'a', engine: 'cpu', description: 'CPU', imagesPerSecond: 5, loadSeconds: 1, memory: null, measuredAt: 1, machine: describeMachine() }
  writeFileSync(data.measurements, JSON.stringify([own, { ...own, machine: 'another' }, { modelId: 'b' }, 7]))
  expect(readMeasurements(data)).toEqual([own])
  writeFileSync(data.measurements, '{')
  expect(readMeasurements(data)).toEqual([])
  expect(readFileSync(data.measurements, 'utf8')).toBe('{')
})
