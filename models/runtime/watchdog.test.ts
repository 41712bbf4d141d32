import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startWatchdog, type Watchdog } from './watchdog.ts'

const timeoutMs = 60_000

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

function start(isWaiting: () => boolean = () => true): Watchdog & { onTimeout: () => void } {
  const onTimeout = vi.fn<() => void>()
  return { ...startWatchdog(timeoutMs, isWaiting, onTimeout), onTimeout }
}

test('a timeout is reported once', () => {
  const { onTimeout } = start()
  vi.advanceTimersByTime(timeoutMs - 1)
  expect(onTimeout).not.toHaveBeenCalled()
  vi.advanceTimersByTime(3 * timeoutMs)
  expect(onTimeout).toHaveBeenCalledOnce()
})

test('an answer restarts it, and so does a time in which no answer is due', () => {
  let isWaiting = true
  const { onTimeout, reset } = start(() => isWaiting)
  vi.advanceTimersByTime(timeoutMs - 1)
  reset()
  vi.advanceTimersByTime(timeoutMs - 1000)
  isWaiting = false
  vi.advanceTimersByTime(2 * timeoutMs)
  isWaiting = true
  vi.advanceTimersByTime(timeoutMs - 1000)
  expect(onTimeout).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  expect(onTimeout).toHaveBeenCalledOnce()
})

test('a stopped watchdog reports nothing', () => {
  const { onTimeout, stop } = start()
  stop()
  vi.advanceTimersByTime(2 * timeoutMs)
  expect(onTimeout).not.toHaveBeenCalled()
})
