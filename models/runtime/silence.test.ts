import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type SilenceWatch, watchSilence } from './silence.ts'

const patience = 60_000

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
})

function watch(isWaiting: () => boolean = () => true): SilenceWatch & { onSilence: () => void } {
  const onSilence = vi.fn<() => void>()
  return { ...watchSilence(patience, isWaiting, onSilence), onSilence }
}

test('a silence is told once', () => {
  const { onSilence } = watch()
  vi.advanceTimersByTime(patience - 1)
  expect(onSilence).not.toHaveBeenCalled()
  vi.advanceTimersByTime(3 * patience)
  expect(onSilence).toHaveBeenCalledOnce()
})

test('a word begins it anew, and so does a time in which nobody waits', () => {
  let isWaiting = true
  const { onSilence, heard } = watch(() => isWaiting)
  vi.advanceTimersByTime(patience - 1)
  heard()
  vi.advanceTimersByTime(patience - 1000)
  isWaiting = false
  vi.advanceTimersByTime(2 * patience)
  isWaiting = true
  vi.advanceTimersByTime(patience - 1000)
  expect(onSilence).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1000)
  expect(onSilence).toHaveBeenCalledOnce()
})

test('one that is stopped is silent itself', () => {
  const { onSilence, stop } = watch()
  stop()
  vi.advanceTimersByTime(2 * patience)
  expect(onSilence).not.toHaveBeenCalled()
})
