import { setImmediate } from 'node:timers/promises'

/** Runs through the steps of a computation in one go. */
export function runThrough<Result>(steps: Generator<undefined, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same, and others have a turn between any two steps; null where it is of no use any more after one. */
export async function runInTurns<Result>(
  steps: Generator<undefined, Result>,
  isCurrent: () => boolean = () => true,
): Promise<Result | null> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
    if (!isCurrent()) return null
  }
}
