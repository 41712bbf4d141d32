import type { Action } from '../../app/actions/action.ts'
import { current } from '../../app/current-project.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { listPhotoActions } from '../labels/marks/photo-actions.ts'
import { isAsked } from './sweep-page.ts'
import { sweep } from './sweep.svelte.ts'

const hasPage = (): boolean => sweep.cards.length > 0
const canEdit = (): boolean => current.isEditable && !sweep.isSaving && sweep.targets.length > 0
const targets = () => sweep.cards.filter(({ id }) => sweep.targets.includes(id))

function sayAccept(): string {
  const [card, ...more] = targets()
  return card?.prediction == null || more.length > 0
    ? t('actions:accept')
    : t('actions:acceptThis', { className: card.prediction })
}

const focused = (): number | null => sweep.cards[sweep.focused]?.id ?? null
const isMarked = (): boolean => sweep.wrong.has(focused() ?? -1)
/** A flag or a note decides nothing: it is about the focused photo, too, where a class is not. */
const listLookedAt = (): number[] => (sweep.targets.length > 0 ? sweep.targets : [focused() ?? []].flat())

/** What can be done in the sweep; `search` opens the list of classes. */
export const listSweepActions = (search: () => void): Action[] => [
  {
    id: 'sweep-accept',
    isOn: () => current.isEditable && hasPage() && !sweep.isSaving,
    run: () => void sweep.accept(),
  },
  {
    id: 'sweep-accept-photo',
    item: 'accept',
    text: sayAccept,
    isOn: () => canEdit() && targets().some(isAsked),
    run: () => void sweep.acceptTargets(),
  },
  {
    id: 'sweep-search-class',
    item: 'label',
    text: 'keys:searchClass',
    choice: 'actions:typeClass',
    isOn: canEdit,
    run: search,
  },
  {
    id: 'sweep-wrong',
    item: 'wrong',
    text: () => t(isMarked() ? 'actions:unmarkWrong' : 'actions:markWrong'),
    isOn: hasPage,
    run: () => sweep.toggle(),
  },
  ...listPhotoActions({ ids: listLookedAt, focused }),
  { id: 'sweep-invert', isOn: hasPage, run: () => sweep.invert() },
  { id: 'sweep-skip', isOn: hasPage, run: () => void sweep.skip() },
]
