import type { Handlers } from './handler.ts'

/** What models are worth here. */
export const measureHandlers = {
  measureModels: () => { throw new Error('measureModels is not there yet') },
  cancelMeasuring: () => { throw new Error('cancelMeasuring is not there yet') },
  measureAccuracy: () => { throw new Error('measureAccuracy is not there yet') },
} satisfies Handlers
