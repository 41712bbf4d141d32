import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter'

/** Ends the end-to-end tests as the unit tests end: what was skipped and why, then plain counts. */
export default class E2eReporter implements Reporter {
  #suite: Suite | null = null

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? []
    const skipped = tests.filter((test) => test.outcome() === 'skipped')
    for (const test of skipped) console.log(`skipped: ${nameOf(test)}${whyOf(test)}`)
    const passed = tests.filter((test) => test.outcome() === 'expected').length
    // A run that broke before its first test must not look like one without failures.
    const failed = tests.length - passed - skipped.length || (result.status === 'passed' ? 0 : 1)
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  }

  printsToStdio(): boolean {
    return false
  }
}

const nameOf = (test: TestCase): string =>
  test
    .titlePath()
    .filter((part) => part !== '')
    .join(' > ')

function whyOf({ results }: TestCase): string {
  const skip = results.flatMap(({ annotations }) => annotations).find(({ type }) => type === 'skip')
  return skip?.description === undefined ? '' : ` (${skip.description})`
}
