import type { ClassRef, ImageCard, LabelChange, LabelTarget, Split } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { edits } from './edits.svelte.ts'

/**
 * Edits of photos that more than one feature makes.
 * Each gives the number of photos that changed, or null where it failed.
 */

export const setLabel = (
  ids: readonly number[],
  to: LabelTarget | null,
  how: LabelChange = 'replace',
): Promise<number | null> => edits.run((project) => host.call('setLabel', { project, ids: [...ids], to, how }), ids)

/** What was shown of photos, so that it is meant and not what is predicted by the time that the edit is made. */
export const listSeen = (cards: Iterable<Pick<ImageCard, 'id' | 'predictionRef'>>): [number, ClassRef][] =>
  Array.from(cards).flatMap(({ id, predictionRef }) => (predictionRef === null ? [] : [[id, predictionRef]]))

/** `cards`: those of the photos that are shown. */
export const acceptPredictions = (ids: readonly number[], cards: Iterable<ImageCard> = []): Promise<number | null> => {
  const seen = listSeen(cards)
  return edits.run((project) => host.call('acceptPredictions', { project, ids: [...ids], seen }), ids)
}

/** `cards`: those of the photos that are shown. */
export const rejectPredictions = (ids: readonly number[], cards: Iterable<ImageCard> = []): Promise<number | null> => {
  const seen = listSeen(cards)
  return edits.run((project) => host.call('rejectPredictions', { project, ids: [...ids], seen }), ids)
}

/** A page of predictions that was looked through: some are right, some are wrong. */
export interface SweptPage {
  accept: readonly number[]
  reject: readonly number[]
  /** Those of the photos that are shown. */
  cards?: Iterable<ImageCard>
  /** The class that the whole page was asked about; otherwise each photo's own prediction is meant. */
  of?: ClassRef | undefined
}

/** One edit for both, so that one undo takes both back. */
export const sweepPage = ({ accept, reject, cards, of }: SweptPage): Promise<number | null> => {
  const seen = cards === undefined ? undefined : listSeen(cards)
  return edits.run(
    (project) => host.call('sweep', { project, accept: [...accept], reject: [...reject], seen, of }),
    [...accept, ...reject],
  )
}

export const markPhotos = (
  ids: readonly number[],
  mark: { flagged?: boolean; note?: string | null; split?: Split | null },
): Promise<number | null> => edits.run((project) => host.call('setMark', { project, ids: [...ids], ...mark }), ids)
