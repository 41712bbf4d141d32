/** Steps in which a silence is counted. */
const steps = 60

/** Counts how long nobody was heard while somebody waited. */
export interface SilenceWatch {
  /** There was an answer, or a new question. */
  heard: () => void
  stop: () => void
}

/**
 * Calls `onSilence`, once, when nobody was heard for `patience` milliseconds while `isWaiting`. The time is counted in
 * steps that really passed: a machine that slept meanwhile, and a process that was held, are forgiven.
 */
export function watchSilence(patience: number, isWaiting: () => boolean, onSilence: () => void): SilenceWatch {
  let silent = 0
  const timer = setInterval(() => {
    silent = isWaiting() ? silent + 1 : 0
    if (silent < steps) return
    clearInterval(timer)
    onSilence()
  }, patience / steps)
  timer.unref() // it alone must not keep a finished program alive
  return {
    heard: () => {
      silent = 0
    },
    stop: () => clearInterval(timer),
  }
}
