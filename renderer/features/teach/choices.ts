import type { ClassRef, NamedScore } from '../../../electron/api/page.ts'

/** A class that a key gives to the photo that is shown. */
export interface Choice {
  ref: ClassRef
  key: string
  /** The prediction of the class, 0 to 1; null where it is not among the photo's predictions. */
  confidence: number | null
}

/**
 * What the keys give, each class once, in the order of the keys.
 *
 * @param refOf the class that a prediction means in the project
 */
export function listChoices(
  keys: ReadonlyMap<string, ClassRef>,
  predictions: readonly Pick<NamedScore, 'ref' | 'confidence'>[],
  refOf: (ref: ClassRef) => ClassRef,
): Choice[] {
  const confidences = new Map(predictions.map(({ ref, confidence }) => [refOf(ref), confidence]))
  const choices = new Map<ClassRef, Choice>()
  for (const [key, ref] of keys)
    if (!choices.has(ref)) choices.set(ref, { ref, key, confidence: confidences.get(ref) ?? null })
  return [...choices.values()]
}
