/** The probability that any of a project's statements is false, over all of its audits. */
export const overallAlpha = 0.05

/** Of what is left, so much goes to the next audit. */
const spent = 0.8

/**
 * The probability of a false statement that the `audit`-th audit of a project may use (from 1): 0.04, 0.008, 0.0016 …,
 * `overall` in all. Whoever audits until it succeeds has as many chances of a lucky sample as audits; by Bonferroni's
 * inequality the sum bounds the probability that any of them gave a false statement. The first audit gets most of it,
 * because most projects need no other: it costs 7 % more photos than if it had all. Fixed beforehand ("alpha spending",
 * Lan and DeMets 1983), so that what an audit may use never depends on what it finds.
 */
export const alphaOf = (audit: number, overall = overallAlpha): number => overall * spent * (1 - spent) ** (audit - 1)
