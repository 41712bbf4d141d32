import type { LabelChange, LabelTarget, Split } from '../../electron/api/page.ts'
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

export const acceptPredictions = (ids: readonly number[]): Promise<number | null> =>
  edits.run((project) => host.call('acceptPredictions', { project, ids: [...ids] }), ids)

export const rejectPredictions = (ids: readonly number[]): Promise<number | null> =>
  edits.run((project) => host.call('rejectPredictions', { project, ids: [...ids] }), ids)

export const markPhotos = (
  ids: readonly number[],
  mark: { flagged?: boolean; note?: string | null; split?: Split | null },
): Promise<number | null> => edits.run((project) => host.call('setMark', { project, ids: [...ids], ...mark }), ids)
