import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Clock, PageGate } from './page-gate.svelte.ts'

/** A clock that is moved by hand. */
class HandClock implements Clock {
  readonly #waiting: { until: number; done: () => void }[] = []
  #painted: (() => void)[] = []
  #now = 0
  wait = (milliseconds: number): Promise<void> =>
    new Promise((done) => this.#waiting.push({ until: this.#now + milliseconds, done }))
  paint = (): Promise<void> => new Promise((done) => this.#painted.push(done))

  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds
    for (const { until, done } of this.#waiting) if (until <= this.#now) done()
    await setImmediate()
  }

  async draw(): Promise<void> {
    for (const done of this.#painted.splice(0)) done()
    await setImmediate()
  }
}

function setUp() {
  const clock = new HandClock()
  const gate = new PageGate(clock)
  const photos = Promise.withResolvers<undefined>()
  const close = gate.show(photos.promise)
  const load = async (): Promise<void> => {
    photos.resolve(undefined)
    await setImmediate()
  }
  return { clock, gate, load, close }
}

test('an answer counts once the photos are loaded, drawn, and there for a while', async () => {
  const { clock, gate, load } = setUp()
  await clock.pass(60_000)
  await clock.draw()
  expect(gate.pass()).toBe(false)
  await load()
  expect(gate.pass()).toBe(false)
  await clock.draw()
  expect(gate.pass()).toBe(true)
})

test('photos that are there at once are looked at first', async () => {
  const { clock, gate, load } = setUp()
  await load()
  await clock.draw()
  await clock.pass(250)
  expect(gate.pass()).toBe(false)
  expect(gate.wasTooSoon).toBe(true)
  await clock.pass(500)
  expect(gate.pass()).toBe(true)
})

test('another page is closed until it was shown itself, and one that is gone stays closed', async () => {
  const { clock, gate, load, close } = setUp()
  const second = Promise.withResolvers<undefined>()
  const closeSecond = gate.show(second.promise)
  await load()
  await clock.draw()
  await clock.pass(1000)
  expect(gate.pass()).toBe(false)
  close() // the first is taken away late
  second.resolve(undefined)
  await setImmediate()
  await clock.draw()
  expect(gate.pass()).toBe(true)
  closeSecond()
  expect(gate.isOpen).toBe(false)
})
