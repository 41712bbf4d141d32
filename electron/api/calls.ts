import type { z } from 'zod'
import { attentionCalls } from '../attention/calls.ts'
import { classCalls } from '../labels/classes/calls.ts'
import { editCalls } from '../labels/edits/calls.ts'
import { peopleCalls } from '../labels/people/calls.ts'
import { splitCalls } from '../labels/splits/calls.ts'
import { libraryCalls } from '../library/calls.ts'
import { comparisonCalls } from '../library/comparison/calls.ts'
import { modelLibraryCalls } from '../model-library/calls.ts'
import { predictCalls } from '../predict/calls.ts'
import { projectCalls } from '../project/calls.ts'
import { similarityCalls } from '../similarity/calls.ts'
import { teachCalls } from '../teach/calls.ts'
import type { TerminalCalls } from './terminal-calls.ts'

/** Arguments of every call that a page may make, by its name. IPC, HTTP and preload derive from this one table. */
export const calls = {
  ...projectCalls,
  ...libraryCalls,
  ...comparisonCalls,
  ...editCalls,
  ...classCalls,
  ...splitCalls,
  ...peopleCalls,
  ...similarityCalls,
  ...modelLibraryCalls,
  ...predictCalls,
  ...attentionCalls,
  ...teachCalls,
}

/** What a page may call. */
export type PageCall = keyof typeof calls
type Schemas = typeof calls & { [Name in keyof TerminalCalls]: TerminalCalls[Name]['args'] }
export type CallName = keyof Schemas
export type CallArgs<Name extends CallName> = z.input<Schemas[Name]>
export type ParsedArgs<Name extends CallName> = z.output<Schemas[Name]>

export const pageCalls = Object.keys(calls) as CallName[]
