import { attentionTerminalCalls } from '../attention/terminal-calls.ts'
import { modelTerminalCalls } from '../model-library/terminal-calls.ts'
import { predictTerminalCalls } from '../predict/terminal-calls.ts'
import { teachTerminalCalls } from '../teach/terminal-calls.ts'

/**
 * Calls that no page may make, only the terminal and main: they take paths of any file, or run for hours before they
 * answer. Each is the schema of its arguments and what answers it, together. No window loads this table.
 * A feature with a `terminal-calls.ts` has its calls there; a call of any other feature is an entry in here.
 */
export const terminalCalls = {
  ...modelTerminalCalls,
  ...predictTerminalCalls,
  ...attentionTerminalCalls,
  ...teachTerminalCalls,
}

export type TerminalCalls = typeof terminalCalls
