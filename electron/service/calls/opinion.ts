import type { Handlers } from './handler.ts'

/** A second model beside the one in use. */
export const opinionHandlers = {
  listOpinions: () => { throw new Error('listOpinions is not there yet') },
  setSecondModel: () => { throw new Error('setSecondModel is not there yet') },
  compareModels: () => { throw new Error('compareModels is not there yet') },
} satisfies Handlers
