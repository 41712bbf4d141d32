import type { Handlers } from './handler.ts'

/** The label set. */
export const classHandlers = {
} satisfies Handlers
