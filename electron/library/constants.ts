/** `exact`: another file has the same bytes; `near`: in a group of near-duplicates. */
export const duplicateKinds = ['exact', 'near'] as const
export type DuplicateKind = (typeof duplicateKinds)[number]
