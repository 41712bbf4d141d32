/** Answers that count: what was right long ago says little about the head of today. */
export const answersCounted = 80

/**
 * The share of photos whose class is known well, by the labels alone: 1 − (n₁ + n₀)/(n + n₀) for n labels, n₁ classes
 * with one label and n₀ classes of the label set with none. A head predicts no class that it has no label of, so that
 * answers about the others cannot show what is missing: whoever labels a folder class by class would be told after two
 * of 102 that 96 % are right. An estimate believes probabilities by this at most.
 *
 * @param counts labels of each class that has any
 * @param classes of the label set
 */
export function knownShare(counts: readonly number[], classes: number): number {
  const labels = counts.reduce((sum, count) => sum + count, 0)
  const alone = counts.filter((count) => count === 1).length
  const without = Math.max(0, classes - counts.length)
  return labels === 0 ? 0 : 1 - (alone + without) / (labels + without)
}

/** What a prediction said when a person answered it. */
export interface Answer {
  isCorrect: boolean
  /** Its probability, 0 to 1. */
  confidence: number
}

/**
 * By how much probabilities are to be believed, 0 to 1: the smaller of min(1, (right + 2) / (Σp + 2)) over the last 80
 * predictions that a person answered, and the share of labels whose class has another one. Heads on few labels a class
 * are far too sure of themselves: without this factor, 80 labels of 102 classes "estimate" 99.9 % where 44 % are right.
 *
 * @param newestFirst answered predictions
 * @param counts labels of each class
 */
export function trustFactor(newestFirst: readonly Answer[], counts: readonly number[]): number {
  const counted = newestFirst.slice(0, answersCounted)
  const right = counted.reduce((sum, { isCorrect }) => sum + Number(isCorrect), 0)
  const expected = counted.reduce((sum, { confidence }) => sum + confidence, 0)
  return Math.min(1, (right + 2) / (expected + 2), knownShare(counts, 0))
}

/**
 * How far the ratio in `trustFactor` may be off, as half of a 95 % interval: 1.96·√v / (Σp + 2). v is the binomial
 * variance of the answers that were right, Σ q·p(1 − q·p), or n·r(1 − r) with r = (right + 2)/(n + 4) where that is
 * more (Agresti and Coull 1998): n answers that all were right do not prove that no other prediction is wrong.
 *
 * @param newestFirst answered predictions
 * @param trust by how much they are believed, q
 */
export function trustMargin(newestFirst: readonly Answer[], trust: number): number {
  const counted = newestFirst.slice(0, answersCounted)
  const chances = counted.map(({ confidence }) => trust * confidence)
  const right = counted.reduce((sum, { isCorrect }) => sum + Number(isCorrect), 0)
  const rate = (right + 2) / (counted.length + 4)
  const variance = Math.max(
    chances.reduce((sum, chance) => sum + chance * (1 - chance), 0),
    counted.length * rate * (1 - rate),
  )
  const expected = counted.reduce((sum, { confidence }) => sum + confidence, 0)
  return (1.96 * Math.sqrt(variance)) / (expected + 2)
}
