import type { CallArgs, CallName } from '../api/calls.ts'
import { dispatch } from '../api/dispatch.ts'
import type { Outcome } from '../api/outcome.ts'
import type { CallResults } from '../api/page.ts'
import { Service } from '../api/service.ts'
import { isStandardOutput } from '../lib/standard-output.ts'
import type { Bench, BenchContext } from './bench.ts'
import { withInterrupt } from './interrupt.ts'
import { makeReporter } from './reporter.ts'

/** Exit codes: done; some images failed or the work did; the command itself is off; interrupted by Ctrl-C. */
export const exits = { done: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const

const wrongUseCodes = ['wrong-use', 'not-found', 'wrong-labels']

/** Starts the localhost host; ends when the signal says so. Given from outside, because it is a program of its own. */
export type Serve = (options: { folder?: string; port?: number; open?: boolean }, signal: AbortSignal) => Promise<void>

/** What is started from here and is none of the service's calls. */
export interface Programs {
  serve: Serve
  bench: Bench
}

/** How a result is printed, and the exit code it means. */
interface Report<Result> {
  format: (result: Result) => string
  toExit?: (result: Result) => number
  /** Where the result is a file that is written to stdout, all else goes to stderr. */
  file?: string | undefined
}

/** What a command works with. */
export class Terminal {
  readonly programs: Programs
  readonly #json: boolean

  constructor(programs: Programs, json: boolean) {
    this.programs = programs
    this.#json = json
  }

  /** Makes a call of the service, shows its events, prints its result, and gives the exit code. */
  async call<Name extends CallName>(
    name: Name,
    args: CallArgs<Name>,
    report: Report<CallResults[Name]>,
  ): Promise<number> {
    const service = new Service()
    return this.report((running) => dispatch(service, name, args, running).finally(() => service.close()), report)
  }

  /** Does the work, shows its events meanwhile, prints how it ended, and gives the exit code. */
  async report<Result>(
    work: (running: BenchContext) => Promise<Outcome<Result>>,
    { format, toExit = () => exits.done, file }: Report<Result>,
  ): Promise<number> {
    const json = this.#json
    const results = file !== undefined && isStandardOutput(file) ? process.stderr : process.stdout
    const reporter = makeReporter({ json, results })
    const outcome = await withInterrupt((signal) => work({ emit: reporter.emit, signal }))
    reporter.close()
    if ('error' in outcome) {
      const { code, message } = outcome.error
      process.stderr.write(json ? `${JSON.stringify({ type: 'error', ...outcome.error })}\n` : `glance: ${message}\n`)
      return code === 'cancelled' ? exits.interrupted : wrongUseCodes.includes(code) ? exits.wrongUse : exits.failed
    }
    const text = json ? JSON.stringify({ type: 'result', result: outcome.ok }) : format(outcome.ok)
    if (text !== '') results.write(`${text}\n`)
    return toExit(outcome.ok)
  }
}
