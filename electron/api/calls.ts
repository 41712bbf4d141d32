import type { z } from 'zod'
import { attentionCalls } from '../attention/calls.ts'
import { formatCalls } from '../formats/calls.ts'
import { classCalls } from '../labels/classes/calls.ts'
import { editCalls } from '../labels/edits/calls.ts'
import { peopleCalls } from '../labels/people/calls.ts'
import { libraryCalls } from '../library/calls.ts'
import { comparisonCalls } from '../library/comparison/calls.ts'
import { modelLibraryCalls, modelTerminalCalls } from '../model-library/calls.ts'
import { predictCalls } from '../predict/calls.ts'
import { projectCalls } from '../project/calls.ts'
import { similarityCalls } from '../similarity/calls.ts'

/** Arguments of every call, by its name. IPC, HTTP, preload and terminal derive from this one table. */
export const calls = {
  ...projectCalls,
  ...libraryCalls,
  ...comparisonCalls,
  ...editCalls,
  ...classCalls,
  ...peopleCalls,
  ...similarityCalls,
  ...modelLibraryCalls,
  ...modelTerminalCalls,
  ...predictCalls,
  ...attentionCalls,
  ...formatCalls,
}

export type CallName = keyof typeof calls
export type CallArgs<Name extends CallName> = z.input<(typeof calls)[Name]>
export type ParsedArgs<Name extends CallName> = z.output<(typeof calls)[Name]>

/** What only the terminal may call: these take paths of any file, or run for hours before they answer. */
const terminalOnly: ReadonlySet<string> = new Set<CallName>([
  'prelabel',
  'export',
  'knownModels',
  'fetchModel',
  'measureFaithfulness',
])

/** What a page may call. */
export const pageCalls = (Object.keys(calls) as CallName[]).filter((name) => !terminalOnly.has(name))
