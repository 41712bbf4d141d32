import type { z } from 'zod'
import type { DataFolder } from './data-folder.ts'
import type { Emit, ProjectEvent } from './events.ts'
import type { Service } from './service.ts'

/** What every call is given beside its arguments. */
export interface CallContext<Event = ProjectEvent> {
  service: Service
  data: DataFolder
  emit: Emit<Event>
  /** Aborted when the answer is not needed any more. */
  signal: AbortSignal
}

/** The functions that answer a table of calls; what they return is the result of the call. */
export type HandlersOf<Calls extends Record<string, z.ZodType>, Event = ProjectEvent> = {
  [Name in keyof Calls]: (args: z.output<Calls[Name]>, context: CallContext<Event>) => unknown
}
