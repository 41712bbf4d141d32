import type { ImageCard } from '../../../electron/api/page.ts'

/** Photos of one prediction that follow each other on a page. */
export interface SweepGroup {
  prediction: string
  from: number
  count: number
}

/** The photos of a page that a person has still to decide about: those with a prediction and without a label. */
export const isAsked = ({ prediction, status }: ImageCard): boolean =>
  prediction !== null && status !== 'labeled' && status !== 'failed'

/** The runs of equal predictions in the order of the page. */
export function groupByPrediction(cards: readonly ImageCard[]): SweepGroup[] {
  const groups: SweepGroup[] = []
  cards.forEach(({ prediction }, index) => {
    const last = groups.at(-1)
    if (last !== undefined && last.prediction === prediction) last.count++
    else groups.push({ prediction: prediction ?? '', from: index, count: 1 })
  })
  return groups
}

/**
 * What one key does to a page: the predictions of all photos but the wrong ones become labels. Photos that got a label
 * of their own while the page was shown are done with.
 */
export function decide(
  cards: readonly ImageCard[],
  wrong: ReadonlySet<number>,
): { accept: number[]; reject: number[] } {
  const asked = cards.filter(isAsked)
  return {
    accept: asked.filter(({ id }) => !wrong.has(id)).map(({ id }) => id),
    reject: asked.filter(({ id }) => wrong.has(id)).map(({ id }) => id),
  }
}

/** What a page has room for: photos of about `size`, as large as fills the row. All lengths in pixels. */
export function countRoom({
  width,
  height,
  size,
  caption,
  gap,
}: {
  width: number
  height: number
  size: number
  caption: number
  gap: number
}): { columns: number; tile: number; count: number } {
  const columns = Math.max(1, Math.floor((width + gap) / (size + gap)))
  const tile = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  const rows = Math.max(1, Math.floor((height + gap) / (tile + caption + gap)))
  return { columns, tile, count: columns * rows }
}
