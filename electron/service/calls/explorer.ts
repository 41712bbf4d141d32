import type { Handlers } from './handler.ts'

/** One photo's attention, as deep as it goes. */
export const explorerHandlers = {
  explorePhoto: () => { throw new Error('explorePhoto is not there yet') },
} satisfies Handlers
