import type { ImageCard } from '../../../electron/api/page.ts'

/** A photo that has no label yet and can be labeled. */
export const isOpen = ({ label, status }: Pick<ImageCard, 'label' | 'status'>): boolean =>
  label === null && status !== 'failed'

/**
 * What one key does to a page about one class: all photos but the wrong ones get it. Those that got a label of their
 * own while the page was shown are done with.
 */
export function decidePage(
  cards: readonly Pick<ImageCard, 'id' | 'label' | 'status'>[],
  wrong: ReadonlySet<number>,
): { accept: number[]; reject: number[] } {
  const ids = cards.filter(isOpen).map(({ id }) => id)
  return { accept: ids.filter((id) => !wrong.has(id)), reject: ids.filter((id) => wrong.has(id)) }
}
