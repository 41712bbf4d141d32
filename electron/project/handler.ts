import type { CallName, CallResults, ParsedArgs } from '../api/calls.ts'
import type { CallContext } from '../api/dispatch.ts'

/** What answers one call. */
export type Handler<Name extends CallName> = (
  args: ParsedArgs<Name>,
  context: CallContext,
) => Promise<CallResults[Name]> | CallResults[Name]

/** What answers some of the calls; each file of this folder has those of one part of the contract. */
export type Handlers = { [Name in CallName]?: Handler<Name> }
