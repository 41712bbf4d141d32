import { attentionHandlers } from '../attention/handlers.ts'
import { classHandlers } from '../labels/classes/handlers.ts'
import { editHandlers } from '../labels/edits/handlers.ts'
import { peopleHandlers } from '../labels/people/handlers.ts'
import { splitHandlers } from '../labels/splits/handlers.ts'
import { comparisonHandlers } from '../library/comparison/handlers.ts'
import { libraryHandlers } from '../library/handlers.ts'
import { modelLibraryHandlers } from '../model-library/handlers.ts'
import { predictHandlers } from '../predict/handlers.ts'
import type { CallContext } from '../project/context.ts'
import { projectHandlers } from '../project/handlers.ts'
import { similarityHandlers } from '../similarity/handlers.ts'
import { teachHandlers } from '../teach/handlers.ts'
import type { PageCall, ParsedArgs } from './calls.ts'
import type { ServiceEvent } from './events.ts'
import type { TerminalCalls } from './terminal-calls.ts'

/** What answers every call of the page, by its name. */
export const handlers = {
  ...projectHandlers,
  ...libraryHandlers,
  ...comparisonHandlers,
  ...editHandlers,
  ...classHandlers,
  ...splitHandlers,
  ...peopleHandlers,
  ...similarityHandlers,
  ...modelLibraryHandlers,
  ...predictHandlers,
  ...attentionHandlers,
  ...teachHandlers,
} satisfies { [Name in PageCall]: (args: ParsedArgs<Name>, context: CallContext<ServiceEvent>) => unknown }

/** What a call answers with: whatever its handler returns. */
export type CallResults = { [Name in PageCall]: Awaited<ReturnType<(typeof handlers)[Name]>> } & {
  [Name in keyof TerminalCalls]: Awaited<ReturnType<TerminalCalls[Name]['handle']>>
}
