import { makeFlagFilter } from './flag.ts'

/** Whether labels from elsewhere contradict the label and nobody has decided yet. */
export const conflict = makeFlagFilter('conflict')
