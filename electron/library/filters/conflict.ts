import { makeFlagFilter } from './flag.ts'

/** Whether labels from elsewhere contradict the label and no decision was made yet. */
export const conflict = makeFlagFilter('conflict')
