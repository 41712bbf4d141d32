import type { ClassRef } from '../../../../electron/api/page.ts'
import { foldName } from '../../../app/fold-name.ts'

/** A class that can be given. */
export interface OfferedClass {
  ref: ClassRef
  name: string
}

/** How well a name matches a text, 0 (not at all) to 1. */
export type Score = (name: string, text: string) => number

/**
 * The classes that match what was typed: without a text the most recent first, then all others in their order; with one
 * those named so first, then those that contain it, then those that only have its letters; recent ones first among
 * equals.
 */
export function findClasses<One extends OfferedClass>(
  classes: readonly One[],
  recent: readonly ClassRef[],
  text: string,
  score: Score,
): One[] {
  const wanted = text.normalize('NFC').trim()
  const byRef = new Map<ClassRef, One>(classes.map((one) => [one.ref, one]))
  const inOrder = [
    ...recent.flatMap((ref) => byRef.get(ref) ?? []),
    ...classes.filter(({ ref }) => !recent.includes(ref)),
  ]
  if (wanted === '') return inOrder
  const folded = foldName(wanted)
  const rate = (name: string): number => {
    const other = foldName(name)
    if (other === folded) return 3 + Number(name === wanted)
    const points = score(name, wanted)
    return points > 0 && other.includes(folded) ? 1 + points : points
  }
  return inOrder
    .map((one) => ({ one, points: rate(one.name) }))
    .filter(({ points }) => points > 0)
    .sort((first, second) => second.points - first.points)
    .map(({ one }) => one)
}

/** What a search of classes offers. The first row is what Enter gives; without a text Enter gives nothing. */
export interface ClassOffer<One> {
  /** The class that is named so, in any case. */
  exact: One | null
  /** A new class of this name, where none is named so; null for none. */
  create: string | null
  /** Further classes of the label set. */
  own: One[]
  /** Classes that only the model has. */
  other: One[]
  /** Classes of the label set and of the model that are left out, because there are too many. */
  left: { own: number; other: number }
}

export interface ClassSearch<One> {
  /** The label set. */
  own: readonly One[]
  /** Classes that only the model has. */
  other: readonly One[]
  /** Whether those are no classes of the project: then not even one that is named so is meant. */
  isClosed: boolean
  recent: readonly ClassRef[]
  text: string
  score: Score
  limit?: number
}

/** What is offered for a text: Enter gives what was typed, never what only resembles it. */
export function offerClasses<One extends OfferedClass>({
  own,
  other,
  isClosed,
  recent,
  text,
  score,
  limit = 50,
}: ClassSearch<One>): ClassOffer<One> {
  const wanted = text.normalize('NFC').trim()
  const isExact = ({ name }: OfferedClass): boolean => wanted !== '' && foldName(name) === foldName(wanted)
  const [ownFound, otherFound] = [own, other].map((classes) => findClasses(classes, recent, wanted, score)) as [
    One[],
    One[],
  ]
  const exact = ownFound.find(isExact) ?? (isClosed ? undefined : otherFound.find(isExact)) ?? null
  const [ownRest, otherRest] = [ownFound, otherFound].map((found) => found.filter((one) => one !== exact)) as [
    One[],
    One[],
  ]
  return {
    exact,
    create: wanted === '' || exact !== null ? null : wanted,
    own: ownRest.slice(0, limit),
    other: otherRest.slice(0, limit),
    left: { own: Math.max(0, ownRest.length - limit), other: Math.max(0, otherRest.length - limit) },
  }
}
