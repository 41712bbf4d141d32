import { makeFlagFilter } from './flag.ts'

/** Whether a person flagged it. */
export const flagged = makeFlagFilter('flagged')
