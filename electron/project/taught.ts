import type { Resource } from './resources.ts'

/** Likeliest classes as places among the class ids, and their probabilities; −1 and 0 where there is no answer. */
export interface TaughtAnswers {
  top: Int32Array
  confidence: Float64Array
}

/** A class, by its id, with its probability. */
export interface TaughtScore {
  classId: number
  confidence: number
}

/** What is predicted of one photo: by all heads together, and by those of the first model's tokens. */
export interface TaughtScores {
  fused: TaughtScore[]
  cls: TaughtScore[]
  dist: TaughtScore[] | null
}

/**
 * Predictions of heads that learned from the project's labels, of all photos with an embedding. They take the place of
 * the model's own wherever predictions are shown, accepted or exported.
 */
export interface TaughtPredictions extends TaughtAnswers {
  /** Ids of the photos, ascending; all lists have one element a photo. */
  ids: Int32Array
  classIds: readonly number[]
  /** The class token's head, and the distillation token's where there is one. */
  members: readonly TaughtAnswers[]
  /** The highest probabilities of some photos, highest first; photos without an embedding are left out. */
  explain: (ids: readonly number[], limit: number) => Promise<Map<number, TaughtScores>>
}

/** Where the predictions of the project come from: its labels, or (null) the model itself. */
export interface ShownSource {
  taught: TaughtPredictions | null
  /**
   * Confidence from which on these predictions are sure, by labels that were left out or by the model's record on them;
   * null where too few are known.
   */
  sureFrom: number | null
}

/** `teach` sets it; whoever shows predictions reads it. Here, because the library and the formats know no `teach`. */
export const shownSource: Resource<unknown, ShownSource> = { make: () => ({ taught: null, sureFrom: null }) }

/** The place of a photo in the lists, or −1. */
export function findTaught({ ids }: TaughtPredictions, id: number): number {
  let low = 0
  let high = ids.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    if (ids[middle] === id) return middle
    if (ids[middle]! < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}
