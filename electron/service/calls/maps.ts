import type { Handlers } from './handler.ts'

/** Maps of many photos, and whether maps can be trusted. */
export const mapHandlers = {
  meanMaps: () => { throw new Error('meanMaps is not there yet') },
  faithfulness: () => { throw new Error('faithfulness is not there yet') },
  startFaithfulness: () => { throw new Error('startFaithfulness is not there yet') },
} satisfies Handlers
