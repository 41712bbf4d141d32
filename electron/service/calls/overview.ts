import type { Handlers } from './handler.ts'

/** Counts, likeness, the map of the embeddings, saved filters. */
export const overviewHandlers = {
} satisfies Handlers
