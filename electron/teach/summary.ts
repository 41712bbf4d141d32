import type { Contradiction } from '../catalog/queries/teaching.ts'
import { findSureFrom } from '../catalog/sure-from.ts'
import type { SuspicionReason } from './calls.ts'
import type { LeftOutRow } from './left-out-row.ts'

/** A label that is likely wrong, and the class that speaks against it. */
export interface Suspicion {
  id: number
  classId: number
  otherId: number
  reason: SuspicionReason
  /** Probabilities of both, the label left out; null where something else speaks against it. */
  own: number | null
  other: number | null
}

/** What leaving labels out says of the labels and the classes. */
export interface Summary {
  rows: number
  right: number
  /** Confidence from which on predictions are sure; null where too few are known. */
  sureFrom: number | null
  perClass: { classId: number; labels: number; precision: number | null; recall: number | null }[]
  /** Labels that are likely wrong: the likeliest first. */
  suspicious: Suspicion[]
}

/**
 * Accuracy, precision and recall of each class over the labels that were left out, and the labels where another class
 * fits better, in the order of their margin (confident learning: Northcutt, Jiang, Chuang 2021, by the margin alone).
 *
 * @param counts labels of each class
 * @param ids of the rows
 * @param rejections classes that a person called wrong for an image: they no longer speak against its label
 * @param contradictions labels that duplicates or annotators contradict: they come first, because one of both is wrong
 */
export function summarize(
  left: readonly LeftOutRow[],
  {
    counts,
    ids,
    contradictions,
    rejections,
  }: {
    counts: ReadonlyMap<number, number>
    ids: Int32Array
    contradictions: readonly Contradiction[]
    rejections: readonly (readonly [imageId: number, classId: number])[]
  },
): Summary {
  const own = new Map<number, number>()
  const named = new Map<number, number>()
  const hits = new Map<number, number>()
  const add = (to: Map<number, number>, classId: number): void => void to.set(classId, (to.get(classId) ?? 0) + 1)
  for (const { classId, predicted } of left) {
    add(own, classId)
    add(named, predicted)
    if (classId === predicted) add(hits, classId)
  }
  const rejected = new Set(rejections.map(([imageId, classId]) => `${imageId} ${classId}`))
  const isRejected = (imageId: number, classId: number): boolean => rejected.has(`${imageId} ${classId}`)
  const standing = contradictions.filter(({ imageId, otherId }) => !isRejected(imageId, otherId))
  const contradicted = new Map(
    standing.map(({ imageId, classId, otherId, reason }) => [
      imageId,
      { id: imageId, classId, otherId, reason, own: null, other: null },
    ]),
  )
  const unlikely = left
    .filter(({ row, classId, predicted }) => classId !== predicted && !isRejected(ids[row]!, predicted))
    .sort((one, other) => other.other - other.own - (one.other - one.own) || one.row - other.row)
    .map(({ row, classId, predicted, own: chance, other }) => ({
      id: ids[row]!,
      classId,
      otherId: predicted,
      reason: 'unlikely' as const,
      own: chance,
      other,
    }))
  const share = (part: number | undefined, whole: number | undefined): number | null =>
    whole === undefined ? null : (part ?? 0) / whole
  return {
    rows: left.length,
    sureFrom: findSureFrom(
      left.map(({ classId, predicted, own: chance, other }) => ({
        confidence: Math.max(chance, other),
        isRight: classId === predicted,
      })),
    ),
    right: [...hits.values()].reduce((sum, count) => sum + count, 0),
    perClass: [...counts]
      .sort(([one], [other]) => one - other)
      .map(([classId, labels]) => ({
        classId,
        labels,
        precision: share(hits.get(classId), named.get(classId)),
        recall: share(hits.get(classId), own.get(classId)),
      })),
    suspicious: [...contradicted.values(), ...unlikely.filter(({ id }) => !contradicted.has(id))],
  }
}
