import { makeFlagFilter } from './flag.ts'

/** Whether there is a note. */
export const noted = makeFlagFilter('noted')
