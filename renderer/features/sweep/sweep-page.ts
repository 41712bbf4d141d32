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

/**
 * Photos of a page that a class is given to: the marked ones, else the one that a person went to. Where a page is new,
 * the focus is on its first photo, which nobody chose.
 */
export function findTargets({
  cards,
  wrong,
  focused,
  isPointed,
  about,
}: {
  cards: readonly Pick<ImageCard, 'id'>[]
  wrong: ReadonlySet<number>
  focused: number
  /** Whether a person went to the focused one. */
  isPointed: boolean
  /** The photo that the menu was opened on, where it is none of the marked ones. */
  about: number | null
}): number[] {
  if (about !== null) return [about]
  const marked = cards.filter(({ id }) => wrong.has(id)).map(({ id }) => id)
  const pointed = isPointed ? cards[focused]?.id : undefined
  return marked.length > 0 ? marked : pointed === undefined ? [] : [pointed]
}

/** What one key accepted. */
export interface Accepted {
  count: number
  /** The class of all of them; null where each has its own. */
  className: string | null
}

/** What one key accepted of these predictions; null where nothing was. */
export function countAccepted(names: readonly (string | null)[]): Accepted | null {
  const [className = null] = names
  if (names.length === 0) return null
  return { count: names.length, className: names.every((name) => name === className) ? className : null }
}

/** Height of what is below a photo: two lines, as names of classes are often longer than a photo is wide. */
export const captionHeight = 40

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
