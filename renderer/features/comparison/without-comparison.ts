import type { Filter } from '../../../electron/api/page.ts'

const parts: readonly string[] = ['modelsAgree', 'seconds', 'secondHeads', 'secondMismatch'] satisfies (keyof Filter)[]

/** A filter without its parts about the comparison model: what is compared is not narrowed by the answer. */
export const withoutComparison = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([part]) => !parts.includes(part)))
