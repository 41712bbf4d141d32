import type { ImageCard, LabelTarget } from '../../../electron/api/page.ts'
import { nameTarget } from '../../app/class-names.ts'
import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { listIds } from '../photos/list-ids.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'
import { acceptPredictions, rejectPredictions, setLabel } from '../../app/label-edits.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'
import { isOwnLabel } from '../photos/differing-prediction.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { firstKey } from '../../app/keys/with-key.ts'

/** What keys and the selection bar do to the selected photos, or to the one with the focus. Each is one edit. */

/**
 * Gives a class; null takes the labels away.
 * Where photos have several labels, it is added, or taken away where all have it.
 */
export async function labelTargets(to: LabelTarget | null): Promise<void> {
  const ids = photoList.targets
  if (ids.length === 0) return
  const count = await setLabel(ids, to, to !== null && current.project?.isMultiLabel === true ? 'toggle' : 'replace')
  if (count === null) return
  if (to !== null) palette.use(to)
  if (ids.length > 1)
    toasts.show(
      'info',
      to === null ? t('library:cleared', { count }) : t('library:labeledAs', { count, className: nameTarget(to) }),
    )
}

export async function acceptTargets(): Promise<void> {
  const ids = photoList.targets
  const count = ids.length === 0 || sayNothingPredicted(ids) ? null : await acceptPredictions(ids, cardsOf(ids))
  if (count === null || ids.length < 2) return
  const key = firstKey('undo')
  toasts.show(
    'info',
    [
      t('library:accepted', { count }),
      ...(count < ids.length ? [t('library:acceptedNotAll')] : []),
      ...(count > 0 && key !== null ? [t('common:takeBack', { key })] : []),
    ].join(' '),
  )
}

/** The predictions are wrong: the next best take their place. */
export async function rejectTargets(): Promise<void> {
  const { targets } = photoList
  if (targets.length === 0 || sayNothingPredicted(targets)) return
  // A prediction that is the photo's own label is not wrong.
  const ids = targets.filter((id) => !isOwnLabel(photoList.cards.get(id)))
  if (ids.length === 0) toasts.show('info', t('marks:predictionIsLabel'))
  const count = ids.length === 0 ? null : await rejectPredictions(ids, cardsOf(ids))
  if (count !== null && ids.length > 1) toasts.show('info', t('library:rejected', { count }))
}

/** Says so where nothing is predicted for any of the photos: what has no effect must not be silent. */
function sayNothingPredicted(ids: readonly number[]): boolean {
  const isNothing = ids.every((id) => photoList.cards.get(id)?.predictionRef === null)
  if (isNothing) toasts.show('info', t('marks:nothingPredicted', { count: ids.length }))
  return isNothing
}

/** Those that are shown of them. */
const cardsOf = (ids: readonly number[]): ImageCard[] => ids.flatMap((id) => photoList.cards.get(id) ?? [])

/** Selects all photos of the list that have the same prediction as the one with the focus. */
export async function selectSamePrediction(): Promise<void> {
  const { prediction, predictionRef } = photoList.cards.get(photoList.focusedId ?? -1) ?? {}
  if (prediction == null || predictionRef == null) return
  const ids = await attempt(() => listIds({ ...photoList.filter, predictions: [predictionRef] }, photoList.sort))
  if (ids === null) return
  photoList.select(ids)
  toasts.show('info', t('library:selectedPrediction', { count: ids.length, className: prediction }))
}

/** Selects the photos that are copies of the one with the focus, to the byte or nearly. */
export async function selectDuplicates(): Promise<void> {
  const { focusedId } = photoList
  if (focusedId === null) return
  const ids = await attempt(() => host.call('listDuplicatesOf', { id: focusedId }))
  if (ids === null) return
  if (ids.length < 2)
    toasts.show('info', t(current.project?.nearDuplicates === null ? 'library:noCopies' : 'library:noDuplicates'))
  else {
    photoList.select(ids.filter((id) => photoList.indexOf(id) >= 0))
    toasts.show('info', t('library:selectedDuplicates', { count: ids.length }))
  }
}
