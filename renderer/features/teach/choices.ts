import type { ClassRef, NamedScore } from '../../../electron/api/page.ts'

/** A class that a key gives to the photo that is shown. */
export interface Choice {
  ref: ClassRef
  /** The key of the class; null where it has none. */
  key: string | null
  /** Its place among the photo's predictions that have a key, counted from 1; null where it is none of them. */
  place: number | null
  /** The prediction of the class, 0 to 1; null where it is not among the photo's predictions. */
  confidence: number | null
}

/**
 * What keys give: first the predictions that have no key of their own, best first, then the classes that have one,
 * always in the order of the keys.
 *
 * @param refOf the class that a prediction means in the project
 */
export function listChoices(
  keys: ReadonlyMap<string, ClassRef>,
  predictions: readonly Pick<NamedScore, 'ref' | 'confidence'>[],
  refOf: (ref: ClassRef) => ClassRef,
  keyedPredictions: number,
): Choice[] {
  const predicted = predictions.map(({ ref, confidence }, index) => ({
    ref: refOf(ref),
    confidence,
    place: index < keyedPredictions ? index + 1 : null,
  }))
  const keyOf = new Map([...keys].map(([key, ref]) => [ref, key]))
  const byRef = new Map(predicted.map((one) => [one.ref, one]))
  return [
    ...predicted.filter(({ ref, place }) => place !== null && !keyOf.has(ref)).map((one) => ({ ...one, key: null })),
    ...[...keyOf].map(([ref, key]) => ({ ...(byRef.get(ref) ?? { ref, place: null, confidence: null }), key })),
  ]
}
