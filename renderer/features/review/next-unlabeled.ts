import type { ImageCard } from '../../../electron/api/page.ts'

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
  /** Asks for all photos without a label: where those at hand do not tell. */
  listOpen: () => Promise<readonly number[]>,
): Promise<number | null> {
  const order = [...ids.slice(after + 1), ...ids.slice(0, Math.max(0, after))]
  for (const id of order) {
    const card = known(id)
    if (card === undefined) break
    if (isOpen(card)) return id
  }
  if (order.every((id) => known(id) !== undefined)) return null
  const open = new Set(await listOpen())
  return order.find((id) => open.has(id)) ?? null
}
