import type { z } from 'zod'
import type { CallContext } from '../project/context.ts'
import { GlanceError } from '../../models/errors.ts'
import { describeError } from '../project/describe-error.ts'
import { schemaError } from '../project/schema-error.ts'
import type { Service } from '../project/service.ts'
import { type CallArgs, type CallName, calls, type PageCall } from './calls.ts'
import type { ServiceEvent } from './events.ts'
import { type CallResults, handlers } from './handlers.ts'
import type { Outcome } from './outcome.ts'
import { type TerminalCalls, terminalCalls } from './terminal-calls.ts'

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
  const call = findCall(name)
  if (call === null)
    return { error: describeError(new GlanceError('wrong-use', 'Unknown call "{name}".', '', { params: { name } })) }
  const parsed = call.args.safeParse(args)
  if (!parsed.success) return { error: describeError(schemaError(parsed.error)) }
  try {
    return { ok: (await call.handle(parsed.data, { service, data: service.data, emit, signal })) as CallResults[Name] }
  } catch (error) {
    return { error: describeError(error) }
  }
}

interface Call {
  args: z.ZodType
  handle: (args: unknown, context: CallContext<ServiceEvent>) => unknown
}

/** Names come from outside: "constructor" must not find anything. */
function findCall(name: CallName): Call | null {
  const [ofPage, ofTerminal] = [name as PageCall, name as keyof TerminalCalls]
  if (Object.hasOwn(calls, name))
    return { args: calls[ofPage], handle: (args, context) => handlers[ofPage](args as never, context) }
  if (!Object.hasOwn(terminalCalls, name)) return null
  const call = terminalCalls[ofTerminal]
  return { args: call.args, handle: (args, context) => call.handle(args as never, context) }
}
