import type { FullResult, Reporter, Suite } from '@playwright/test/reporter'

/** Ends the stories as the unit tests end: what was skipped and why, then plain counts. */
export default class StoryReporter implements Reporter {
  #suite: Suite | null = null

  onBegin(_config: unknown, suite: Suite): void {
    this.#suite = suite
  }

  onEnd(result: FullResult): void {
    const tests = this.#suite?.allTests() ?? []
    const skipped = tests.filter((test) => test.outcome() === 'skipped')
    for (const test of skipped) {
      const why = test.results
        .flatMap(({ annotations }) => annotations)
        .find(({ type }) => type === 'skip')?.description
      console.log(
        `skipped: ${test
          .titlePath()
          .filter((part) => part !== '')
          .join(' > ')}${why === undefined ? '' : ` (${why})`}`,
      )
    }
    for (const test of tests)
      if (test.outcome() === 'flaky')
        console.log(
          `flaky, passed at the second try: ${test
            .titlePath()
            .filter((part) => part !== '')
            .join(' > ')}`,
        )
    const passed = tests.filter((test) => ['expected', 'flaky'].includes(test.outcome())).length
    // A run that broke before its first test must not look like one without failures.
    const failed =
      tests.filter((test) => test.outcome() === 'unexpected').length || (result.status === 'passed' ? 0 : 1)
    console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  }

  printsToStdio(): boolean {
    return false
  }
}
