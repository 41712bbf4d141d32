import type { Overview } from '../../../electron/api/page.ts'
import { wilsonInterval } from '../../../models/statistics.ts'

/** A share with its 95 % interval; null where there is nothing to count. */
export interface Share {
  right: number
  total: number
  interval: readonly [low: number, high: number]
}

/** How well a class is predicted, by the labels. */
export interface QualityRow {
  ref: Overview['confusion']['classes'][number]['ref']
  name: string
  /** Labeled photos of the class that a model has run on. */
  labels: number
  /** Of the labeled photos that are predicted as the class, those that have its label. */
  precision: Share | null
  /** Of the photos with its label, those that are predicted as the class. */
  recall: Share | null
  /** Photos with its label that are predicted as another class of the project, or as none. */
  taken: number
  outside: number
}

export const qualityOrders = ['name', 'labels', 'precision', 'recall'] as const
export type QualityOrder = (typeof qualityOrders)[number]

const shareOf = (right: number, total: number): Share | null => {
  const interval = wilsonInterval(right, total)
  return interval && { right, total, interval }
}

/** Precision and recall of each class that is a label or a prediction of a labeled photo. */
export function measureClasses({ classes, cells, outside }: Overview['confusion']): QualityRow[] {
  const right = new Float64Array(classes.length)
  const predicted = new Float64Array(classes.length)
  const taken = new Float64Array(classes.length)
  for (const [label, prediction, images] of cells) {
    predicted[prediction]! += images
    ;(label === prediction ? right : taken)[label]! += images
  }
  return classes
    .map(({ ref, name }, place) => {
      const labels = right[place]! + taken[place]! + outside[place]!
      return {
        ref,
        name,
        labels,
        precision: shareOf(right[place]!, predicted[place]!),
        recall: shareOf(right[place]!, labels),
        taken: taken[place]!,
        outside: outside[place]!,
      }
    })
    .filter(({ precision, recall }) => precision !== null || recall !== null)
}

/** In this order: shares with the worst first and those that are not known last, labels with the most first. */
export function sortQuality(
  rows: readonly QualityRow[],
  order: QualityOrder,
  compare: (one: string, other: string) => number,
): QualityRow[] {
  const worst = (share: Share | null): number => (share === null ? 2 : share.right / share.total)
  const difference = (one: QualityRow, other: QualityRow): number =>
    order === 'name'
      ? 0
      : order === 'labels'
        ? other.labels - one.labels
        : // Of equally bad ones the one that is known better.
          worst(one[order]) - worst(other[order]) || other.labels - one.labels
  return rows.toSorted((one, other) => difference(one, other) || compare(one.name, other.name))
}
