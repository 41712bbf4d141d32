import type { Reporter, TestModule } from 'vitest/node'

/** Ends a test run with what was skipped, why, and plain counts that any machine can read. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length
    for (const test of tests) {
      const result = test.result()
      if (result.state !== 'skipped') continue
      // A test says why by `context.skip(reason)`, or in its own name.
      console.log(`skipped: ${test.fullName}${result.note === undefined ? '' : ` (${result.note})`}`)
    }
    // A file that could not even be loaded has no tests to count.
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
  }
}
