import type { ImageCard } from '../../../electron/api/page.ts'

const cardsAtOnce = 1000

/** Whether a person has yet to say what a photo shows. */
export const isOpen = ({ status }: Pick<ImageCard, 'status'>): boolean =>
  status === 'needs review' || status === 'pre-labeled' || status === 'outside' || status === 'new'

/**
 * The first photo without a label after a place in the order,
 * then from the beginning up to it; null where there is none.
 */
export async function findNextUnlabeled(
  ids: readonly number[],
  after: number,
  known: (id: number) => ImageCard | undefined,
  fetch: (ids: number[]) => Promise<readonly ImageCard[]>,
): Promise<number | null> {
  const order = [...ids.slice(after + 1), ...ids.slice(0, Math.max(0, after))]
  for (let start = 0; start < order.length; start += cardsAtOnce) {
    const part = order.slice(start, start + cardsAtOnce)
    const missing = part.filter((id) => known(id) === undefined)
    // What is known comes first where it already holds the answer.
    const firstMissing = missing.length === 0 ? part.length : part.indexOf(missing[0]!)
    const near = part.slice(0, firstMissing).find((id) => isOpen(known(id)!))
    if (near !== undefined) return near
    const fetched = new Map((missing.length === 0 ? [] : await fetch(missing)).map((card) => [card.id, card]))
    const found = part.find((id) => {
      const card = known(id) ?? fetched.get(id)
      return card !== undefined && isOpen(card)
    })
    if (found !== undefined) return found
  }
  return null
}
