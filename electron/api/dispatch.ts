import type { CallContext } from '../project/context.ts'
import { describeError, describeIssues } from '../project/describe-error.ts'
import type { Service } from '../project/service.ts'
import { type CallArgs, type CallName, calls } from './calls.ts'
import type { ServiceEvent } from './events.ts'
import { type CallResults, handlers } from './handlers.ts'
import type { Outcome } from './outcome.ts'

/** Where a call's events go, and what stops it. */
export type Running = Pick<CallContext<ServiceEvent>, 'emit' | 'signal'>

/**
 * The one way in: parse, run, answer. Whoever calls (terminal, window, browser) gets an outcome and never an exception;
 * what is not a GlanceError is a bug and is called `internal`.
 */
export async function dispatch<Name extends CallName>(
  service: Service,
  name: Name,
  args: CallArgs<Name>,
  { emit, signal }: Running,
): Promise<Outcome<CallResults[Name]>> {
  // Names come from outside: "constructor" must not find anything.
  if (!Object.hasOwn(calls, name)) return { error: { code: 'wrong-use', message: `Unknown call "${name}".` } }
  const parsed = calls[name].safeParse(args)
  if (!parsed.success) {
    const message = describeIssues(parsed.error)
    return { error: { code: 'wrong-use', message } }
  }
  const handle = handlers[name] as (
    args: unknown,
    context: CallContext<ServiceEvent>,
  ) => CallResults[Name] | Promise<CallResults[Name]>
  try {
    return { ok: await handle(parsed.data, { service, data: service.data, emit, signal }) }
  } catch (error) {
    return { error: describeError(error) }
  }
}
