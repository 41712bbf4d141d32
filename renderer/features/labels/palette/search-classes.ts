import type { ClassRef } from '../../../../electron/api/page.ts'

/** A class that can be given. */
export interface OfferedClass {
  ref: ClassRef
  name: string
}

/** What a search of classes offers: known ones, and a new one where the text names none of them. */
export interface ClassOffer<One> {
  matches: One[]
  isNew: boolean
  /**
   * Names that hold the text's letters here and there:
   * behind a new class, so that Enter never gives one of them unasked.
   */
  far: One[]
}

/** How well a name matches a text, 0 (not at all) to 1. */
export type Score = (name: string, text: string) => number

/**
 * The classes to offer for what was typed: without a text the most recent first, then all others in their order; with
 * one the best matches, recent ones first among equals. A name typed in full always comes first.
 */
export function searchClasses<One extends OfferedClass>(
  classes: readonly One[],
  recent: readonly ClassRef[],
  text: string,
  score: Score,
  limit = 50,
): ClassOffer<One> {
  const wanted = text.normalize('NFC').trim()
  const byRef = new Map<ClassRef, One>(classes.map((one) => [one.ref, one]))
  const inOrder = [
    ...recent.flatMap((ref) => byRef.get(ref) ?? []),
    ...classes.filter(({ ref }) => !recent.includes(ref)),
  ]
  if (wanted === '') return { matches: inOrder.slice(0, limit), isNew: false, far: [] }
  const lower = wanted.toLowerCase()
  const scored = inOrder.flatMap((one) => {
    const { name } = one
    const points = name.toLowerCase() === lower ? 2 + Number(name === wanted) : score(name, wanted)
    return points > 0 ? [{ one, points }] : []
  })
  const best = scored
    .sort((first, second) => second.points - first.points)
    .slice(0, limit)
    .map(({ one }) => one)
  const isNear = ({ name }: OfferedClass): boolean => name.toLowerCase().includes(lower)
  return {
    matches: best.filter(isNear),
    far: best.filter((one) => !isNear(one)),
    isNew: !inOrder.some(({ name }) => name.toLowerCase() === lower),
  }
}
