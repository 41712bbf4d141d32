const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * A name for the middle of a sentence: one written right to left between Unicode's FIRST STRONG ISOLATE and POP
 * DIRECTIONAL ISOLATE, so that its neighbours stay where they are.
 */
export const isolate = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name)

/** Names one after the other. */
export const joinNames = (names: readonly string[], between = ', '): string => names.map(isolate).join(between)
