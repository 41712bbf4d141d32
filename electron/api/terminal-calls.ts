import { modelTerminalCalls } from '../model-library/terminal-calls.ts'

/**
 * Calls that only the terminal makes: the schema of the arguments and what answers them, together.
 * Unlike `calls`, no window loads this table.
 */
export const terminalCalls = { ...modelTerminalCalls }

export type TerminalCalls = typeof terminalCalls
