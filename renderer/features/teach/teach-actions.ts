import type { Action } from '../../app/actions/action.ts'
import { current } from '../../app/current-project.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { listPhotoActions } from '../labels/marks/photo-actions.ts'
import { sayMarkFirst } from '../sweep/say-mark-first.ts'
import { audit } from './audit.svelte.ts'
import { labelNext } from './label-next.svelte.ts'

const isPage = (): boolean => labelNext.phase === 'page'

/** The photos that an answer is about. */
export function listAsked(): readonly number[] {
  if (audit.isShown) return audit.target === null ? [] : [audit.target]
  if (isPage()) return labelNext.targets
  return labelNext.photo === null ? [] : [labelNext.photo.id]
}

/** The one of them that is looked at. */
function focused(): number | null {
  if (audit.isShown) return audit.cards[audit.focused]?.id ?? null
  return isPage() ? (labelNext.cards[labelNext.focused]?.id ?? null) : (labelNext.photo?.id ?? null)
}

const canEdit = (): boolean => current.isEditable && listAsked().length > 0
const isMarked = (): boolean => (audit.isShown ? audit.marked : labelNext.wrong).has(focused() ?? -1)
/** A flag or a note decides nothing: it is about the focused photo, too, where a class is not. */
const listLookedAt = (): readonly number[] => (listAsked().length > 0 ? listAsked() : [focused() ?? []].flat())
const onPhotos = (): Action[] => listPhotoActions({ ids: listLookedAt, focused })

const wrong = (toggle: () => void): Action => ({
  id: 'teach-wrong',
  item: 'wrong',
  text: () => t(isMarked() ? 'actions:unmarkWrong' : 'actions:markWrong'),
  isOn: canEdit,
  run: toggle,
})

const listAuditActions = (): Action[] => [
  {
    id: 'teach-accept',
    text: 'keys:sweepAccept',
    isOn: () => current.isEditable && !audit.isBusy && audit.cards.length > 0,
    run: () => void audit.confirm(),
  },
  wrong(() => audit.toggle()),
  {
    id: 'teach-search-class',
    item: 'label',
    text: 'keys:searchClass',
    choice: 'actions:typeClass',
    isOn: canEdit,
    run: () => {
      audit.isSearching = audit.target !== null
      if (audit.target === null) sayMarkFirst(null)
    },
  },
  ...onPhotos(),
]

function sayAccept(): string {
  const className = labelNext.prediction?.className
  return className === undefined ? t('actions:accept') : t('actions:acceptThis', { className })
}

const listPageActions = (): Action[] => [
  {
    id: 'teach-accept',
    text: 'keys:sweepAccept',
    isOn: () => current.isEditable && !labelNext.isBusy,
    run: () => void labelNext.accept(),
  },
  {
    id: 'teach-accept-photo',
    item: 'accept',
    text: () => t('actions:acceptThis', { className: labelNext.question?.className ?? '' }),
    isOn: () => canEdit() && labelNext.question?.ref != null && !labelNext.isBusy,
    run: () => {
      const ref = labelNext.question?.ref ?? null
      if (ref !== null) void labelNext.give(ref)
    },
  },
  wrong(() => labelNext.toggle()),
  { id: 'teach-invert', run: () => labelNext.invert() },
  { id: 'teach-back', isOn: () => false, run: () => labelNext.go(-1) },
]

const listSingleActions = (): Action[] => [
  {
    id: 'teach-accept',
    item: 'accept',
    text: sayAccept,
    isOn: () => canEdit() && labelNext.prediction !== null && !labelNext.isBusy,
    run: () => void labelNext.accept(),
  },
  { id: 'teach-back', isOn: () => labelNext.place > 0, run: () => labelNext.go(labelNext.place - 1) },
]

/** What can be done in "Label next" now: it depends on what is asked. */
export function listTeachActions(): Action[] {
  if (audit.isShown) return listAuditActions()
  return [
    ...(isPage() ? listPageActions() : listSingleActions()),
    {
      id: 'teach-search-class',
      item: 'label',
      text: 'keys:searchClass',
      choice: 'actions:typeClass',
      isOn: canEdit,
      run: () => {
        labelNext.isSearching = listAsked().length > 0
        if (isPage() && labelNext.cards.length > 0 && listAsked().length === 0) sayMarkFirst(null)
      },
    },
    {
      id: 'teach-skip',
      isOn: () => labelNext.question !== null && !labelNext.isBusy,
      run: () => void labelNext.skip(),
    },
    ...onPhotos(),
  ]
}
