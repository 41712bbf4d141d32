/** Steps in which the timeout is counted. */
const steps = 60

/** Measures how long an expected answer has been missing. */
export interface Watchdog {
  /** An answer was received, or a new question sent. */
  reset: () => void
  stop: () => void
}

/**
 * Calls `onTimeout`, once, when nothing was received for `timeoutMs` while `isWaiting`. The time is counted in steps
 * that really passed: the sleep of a machine and the suspension of a process do not count.
 */
export function startWatchdog(timeoutMs: number, isWaiting: () => boolean, onTimeout: () => void): Watchdog {
  let waited = 0
  const timer = setInterval(() => {
    waited = isWaiting() ? waited + 1 : 0
    if (waited < steps) return
    clearInterval(timer)
    onTimeout()
  }, timeoutMs / steps)
  timer.unref() // it alone must not keep a finished program alive
  return {
    reset: () => {
      waited = 0
    },
    stop: () => clearInterval(timer),
  }
}
