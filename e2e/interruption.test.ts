import { existsSync, readFileSync } from 'node:fs'
import type { ServiceEvent } from '../electron/api/events.ts'
import type { PrelabelResult } from '../electron/predict/calls.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRandom } from '../electron/lib/random.ts'
import { numbered, writePhotos } from './support/photos.ts'
import { readResult, Room } from './support/terminal.ts'

/** More kills, and a larger folder, for a full check: GLANCE_KILLS=20 GLANCE_KILL_FOLDER=<folder>. */
const kills = Number(process.env['GLANCE_KILLS'] ?? 4)
/** The moments of a run that failed are tried again with its GLANCE_SEED. */
const seed = Number(process.env['GLANCE_SEED'] ?? Date.now() % 1e6)
const timeoutMs = 60_000 * (10 + kills)

const isHalfway = (event: ServiceEvent): boolean =>
  event.type === 'job' && event.job.state === 'running' && event.job.done > 0

let room: Room
let photos: string
let undisturbed: Buffer
/** Milliseconds that the undisturbed run took: only to spread the kills over it. */
let duration: number

beforeAll(async () => {
  // The real model takes its time: a run is still under way when it is killed.
  room = new Room({ model: 'embedded' })
  photos = process.env['GLANCE_KILL_FOLDER'] ?? room.photos
  if (photos === room.photos) await writePhotos(photos, numbered(200))
  const started = performance.now()
  expect((await room.glance(commandOf('undisturbed'))).exit).toBeLessThan(2) // a folder from outside may hold bad files
  duration = performance.now() - started
  undisturbed = readFileSync(room.path('undisturbed.csv'))
}, timeoutMs)

afterAll(() => room[Symbol.dispose]())

/** A run with a project and a CSV of its own over the same photos. */
const commandOf = (name: string): string[] => [
  'prelabel',
  photos,
  '--csv',
  room.path(`${name}.csv`),
  '--catalog',
  room.path(`${name}.glance`),
]

describe('kill -9', () => {
  test(
    `at ${kills} random moments: the same command makes the same CSV as an undisturbed run`,
    async () => {
      console.log(`moments of the kills: GLANCE_SEED=${seed}`)
      const random = makeRandom(seed)
      let killed = 0
      for (let index = 0; index < kills; index++) {
        const name = `killed-${index}`
        // One moment in each equal part of the run: from its start over decoding and storing to the CSV.
        const moment = ((index + random()) / kills) * duration
        const running = room.start(commandOf(name))
        await sleep(moment)
        running.kill('SIGKILL')
        const { signal } = await running.finished
        if (signal === 'SIGKILL') killed++
        // A CSV is whole or not there.
        if (existsSync(room.path(`${name}.csv`))) expect(readFileSync(room.path(`${name}.csv`))).toEqual(undisturbed)

        const again = await room.glance(commandOf(name))
        expect(again.stderr, `killed after ${moment} ms`).not.toContain('glance: ')
        expect(again.exit).toBeLessThan(2)
        expect(
          readFileSync(room.path(`${name}.csv`)).equals(undisturbed),
          `killed after ${moment} ms: the CSVs differ`,
        ).toBe(true)
      }
      expect(killed).toBeGreaterThan(0)
    },
    timeoutMs,
  )

  test(
    'again and again in one run: what was stored is never done twice',
    async () => {
      const args = ['--json', ...commandOf('often'), '--engine', 'cpu']
      let left = Infinity
      for (let round = 0; round < 3; round++) {
        const running = room.start(args)
        const event = await running.waitFor(isHalfway)
        const { total, done } = (event as Extract<ServiceEvent, { type: 'job' }>).job
        expect(total).toBeLessThan(left)
        left = total! - done + 1
        running.kill('SIGKILL')
        expect((await running.finished).signal).toBe('SIGKILL')
      }
      const end = await room.glance(args)
      expect((readResult(end) as PrelabelResult).inferred).toBeLessThan(left)
      expect(readFileSync(room.path('often.csv')).equals(undisturbed)).toBe(true)
    },
    timeoutMs,
  )
})

// Windows knows no such signals.
describe.skipIf(process.platform === 'win32')('Ctrl-C (not on Windows: no signals)', () => {
  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    '%s stops cleanly, and the same command resumes',
    async (signal) => {
      const args = ['--json', ...commandOf(signal)]
      const running = room.start(args)
      await running.waitFor(isHalfway)
      running.kill(signal)
      const stopped = await running.finished
      expect(stopped.exit).toBe(130)
      const first = readResult(stopped) as PrelabelResult
      expect(first).toMatchObject({ cancelled: true, export: null })
      expect(first.inferred).toBeGreaterThan(0)
      expect(first.inferred).toBeLessThan(first.images)
      expect(existsSync(room.path(`${signal}.csv`))).toBe(false)

      const second = readResult(await room.glance(args)) as PrelabelResult
      expect(second.cancelled).toBe(false)
      // Everything was done exactly once.
      expect(first.inferred + first.copied + second.inferred + second.copied).toBe(second.images - second.failed)
      expect(readFileSync(room.path(`${signal}.csv`)).equals(undisturbed)).toBe(true)
    },
    timeoutMs,
  )

  test('the message says that the same command resumes', async () => {
    const running = room.start(commandOf('person'))
    await running.waitForText('Model: ')
    running.kill('SIGINT')
    const { exit, stdout, stderr } = await running.finished
    expect(stderr).toContain('Stopping: finishing the current work.')
    expect(stdout).toContain('Interrupted. The same command resumes from here.')
    expect(exit).toBe(130)
  })

  test(
    'twice: it ends at once, and nothing stored is lost',
    async () => {
      const args = ['--json', ...commandOf('twice')]
      const running = room.start(args)
      await running.waitFor(isHalfway)
      running.kill('SIGINT')
      await running.waitForText('Stopping')
      running.kill('SIGINT')
      // Dying of the signal itself is 130 for a shell, too; a crash is not.
      const { exit, signal } = await running.finished
      expect([130, 'SIGINT']).toContain(exit ?? signal)
      await room.glance(args)
      expect(readFileSync(room.path('twice.csv')).equals(undisturbed)).toBe(true)
    },
    timeoutMs,
  )
})
