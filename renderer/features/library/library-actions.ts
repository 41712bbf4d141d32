import type { Action } from '../../app/actions/action.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { listPhotoActions } from '../labels/marks/photo-actions.ts'
import { isOwnLabel } from '../photos/differing-prediction.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { confirmAction } from '../photos/confirm-action.ts'
import { acceptTargets, labelTargets, rejectTargets, selectDuplicates, selectSamePrediction } from './bulk.ts'
import { layout } from './layout.svelte.ts'
import { mapBeside } from './map-beside.svelte.ts'

/** What the library needs of its view. */
export interface LibraryContext {
  find: () => void
  explore: () => void
  /** Opens the list of classes for the selected photos. */
  search: () => void
}

const hasTargets = (): boolean => photoList.selected.size > 0 || photoList.focusedId !== null
const canEdit = (): boolean => current.isEditable && hasTargets()
const focused = () => photoList.cards.get(photoList.focusedId ?? -1)

/** Whether it holds for any of the photos; those that are not at hand count. */
const someTarget = (holds: (card: NonNullable<ReturnType<typeof focused>>) => boolean): boolean =>
  photoList.targets.some((id) => {
    const card = photoList.cards.get(id)
    return card === undefined || holds(card)
  })

function sayAccept(): string {
  const { targets } = photoList
  const className = targets.length === 1 ? photoList.cards.get(targets[0]!)?.prediction : null
  return className == null ? t('actions:accept') : t('actions:acceptThis', { className })
}

/** What can be done in the library. */
export const listLibraryActions = ({ find, explore, search }: LibraryContext): Action[] => [
  {
    id: 'accept',
    item: 'accept',
    text: sayAccept,
    isOn: () => canEdit() && someTarget(({ predictionRef }) => predictionRef !== null),
    run: () => void acceptTargets(),
  },
  {
    id: 'search-class',
    item: 'label',
    text: 'keys:searchClass',
    choice: 'actions:typeClass',
    isOn: canEdit,
    run: search,
  },
  {
    id: 'reject',
    item: 'wrong',
    text: 'actions:wrong',
    isOn: () => canEdit() && someTarget((card) => card.predictionRef !== null && !isOwnLabel(card)),
    run: () => void rejectTargets(),
  },
  confirmAction('confirm-label', () => photoList.targets),
  ...listPhotoActions({
    ids: () => photoList.targets,
    focused: () => photoList.focusedId,
    keys: { flag: 'flag', note: 'note', similar: 'similar', review: 'open-review' },
  }),
  {
    id: 'explore',
    item: 'explore',
    text: 'actions:explore',
    isOn: () => photoList.focusedId !== null,
    run: () => {
      if (photoList.focusedId !== null) explore()
    },
  },
  {
    id: 'clear',
    item: 'clear',
    text: 'actions:clear',
    isOn: () => canEdit() && someTarget(({ label }) => label !== null),
    run: () => void labelTargets(null),
  },
  { id: 'select-all', isOn: () => photoList.ids.length > 0, run: () => photoList.selectAll() },
  {
    id: 'deselect',
    isOn: () => photoList.selected.size > 0 || photoList.filter.among !== undefined,
    run: () => {
      // What was found is left after what was selected in it.
      if (photoList.selected.size > 0) photoList.clearSelection()
      else void photoList.leaveFound()
    },
  },
  { id: 'same-guess', isOn: () => focused()?.predictionRef != null, run: () => void selectSamePrediction() },
  { id: 'same-photo', isOn: () => photoList.focusedId !== null, run: () => void selectDuplicates() },
  {
    id: 'accept-above',
    isOn: () => current.project?.model != null,
    run: () => {
      navigation.panel = 'accept-above'
    },
  },
  { id: 'heat', run: () => layout.cycleHeat() },
  { id: 'map-beside', run: () => mapBeside.toggle() },
  { id: 'find', run: find },
]
