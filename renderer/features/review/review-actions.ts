import type { Action } from '../../app/actions/action.ts'
import { current } from '../../app/current-project.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { listPhotoActions } from '../labels/marks/photo-actions.ts'
import { confirmAction } from '../photos/confirm-action.ts'
import { isOwnLabel } from '../photos/differing-prediction.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { review } from './review.svelte.ts'

interface Zoomable {
  zoom: (steps: number) => void
  toggle: () => void
}

export interface ReviewContext {
  stage: () => Zoomable | null
  explore: () => void
}

/** The photo that is shown. */
export const listReviewed = (): number[] => (review.photo === null ? [] : [review.photo.id])

const hasPhoto = (): boolean => review.photo !== null
const canEdit = (): boolean => current.isEditable && hasPhoto()
const mapOf = (): { tokens: number; layers: number; heads: number } =>
  review.photo?.detail?.map ?? { tokens: 1, layers: 0, heads: 0 }
const hasMap = (): boolean => overlay.isOn && mapOf().layers > 0

function sayAccept(): string {
  const className = review.card?.prediction
  return className == null ? t('actions:accept') : t('actions:acceptThis', { className })
}

/** What can be done in the review. */
export const listReviewActions = ({ stage, explore }: ReviewContext): Action[] => [
  {
    id: 'review-accept',
    item: 'accept',
    text: sayAccept,
    isOn: () => canEdit() && review.card?.predictionRef != null,
    run: () => void review.accept(),
  },
  {
    id: 'review-search-class',
    item: 'label',
    text: 'keys:searchClass',
    choice: 'actions:typeClass',
    isOn: canEdit,
    run: () => {
      review.isSearching = true
    },
  },
  {
    id: 'review-reject',
    item: 'wrong',
    text: 'actions:wrong',
    isOn: () => canEdit() && review.card?.predictionRef != null && !isOwnLabel(review.card),
    run: () => void review.reject(),
  },
  confirmAction('review-confirm-label', listReviewed),
  ...listPhotoActions({
    ids: listReviewed,
    keys: { flag: 'review-flag', note: 'review-note', similar: 'review-similar', reveal: 'reveal' },
  }),
  { id: 'review-explore', item: 'explore', text: 'actions:explore', isOn: hasPhoto, run: explore },
  {
    id: 'review-clear',
    item: 'clear',
    text: 'keys:reviewClear',
    isOn: () => canEdit() && review.card?.label != null,
    run: () => void review.clear(),
  },
  { id: 'next', isOn: () => review.place + 1 < photoList.ids.length, run: () => void review.go(1) },
  { id: 'previous', isOn: () => review.place > 0, run: () => void review.go(-1) },
  { id: 'skip', isOn: () => review.place + 1 < photoList.ids.length, run: () => review.advance() },
  { id: 'next-unlabeled', isOn: hasPhoto, run: () => void review.nextUnlabeled() },
  {
    id: 'overlay',
    isOn: hasPhoto,
    run: () => {
      overlay.isOn = !overlay.isOn
    },
  },
  { id: 'token', isOn: () => hasMap() && mapOf().tokens > 1, run: () => overlay.cycleToken(mapOf().tokens) },
  { id: 'previous-layer', isOn: hasMap, run: () => overlay.stepLayer(-1, mapOf().layers) },
  { id: 'next-layer', isOn: hasMap, run: () => overlay.stepLayer(1, mapOf().layers) },
  { id: 'previous-head', isOn: hasMap, run: () => overlay.stepHead(-1, mapOf().heads) },
  { id: 'next-head', isOn: hasMap, run: () => overlay.stepHead(1, mapOf().heads) },
  { id: 'zoom', isOn: hasPhoto, run: () => stage()?.toggle() },
  { id: 'zoom-in', isOn: hasPhoto, run: () => stage()?.zoom(1) },
  { id: 'zoom-out', isOn: hasPhoto, run: () => stage()?.zoom(-1) },
]
