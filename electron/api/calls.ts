import type { z } from 'zod'
import { attentionCalls } from '../attention/calls.ts'
import { formatCalls } from '../formats/calls.ts'
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
import type { TerminalCalls } from './terminal-calls.ts'

/** Arguments of every call, by its name. IPC, HTTP, preload and terminal derive from this one table. */
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
  ...formatCalls,
}

/** Calls whose schema is in the table above. */
export type TableCall = keyof typeof calls
type Schemas = typeof calls & { [Name in keyof TerminalCalls]: TerminalCalls[Name]['args'] }
export type CallName = keyof Schemas
export type CallArgs<Name extends CallName> = z.input<Schemas[Name]>
export type ParsedArgs<Name extends CallName> = z.output<Schemas[Name]>

/** What only the terminal may call of these: they take paths of any file, or run for hours before they answer. */
const terminalOnly: ReadonlySet<string> = new Set<TableCall>(['prelabel', 'export', 'measureFaithfulness'])

/** What a page may call. */
export const pageCalls: CallName[] = (Object.keys(calls) as TableCall[]).filter((name) => !terminalOnly.has(name))
