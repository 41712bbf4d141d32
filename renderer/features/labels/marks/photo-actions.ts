import { splits } from '../../../../electron/api/page.ts'
import type { Action } from '../../../app/actions/action.ts'
import { current } from '../../../app/current-project.svelte.ts'
import type { ShortcutId } from '../../../app/keys/shortcuts.ts'
import { markPhotos } from '../../../app/label-edits.ts'
import { navigation } from '../../../app/navigation.svelte.ts'
import { attempt } from '../../../app/toasts.svelte.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'
import { showSimilar } from '../../photos/show-similar.ts'
import { flagPhotos } from './flag-photos.ts'
import { noteTarget } from './note.svelte.ts'

/** The shortcuts that a view has for what can be done with photos everywhere. */
export type PhotoKeys = { [Name in 'flag' | 'note' | 'similar' | 'review' | 'reveal']?: ShortcutId }

interface PhotoContext {
  /** The photos that actions are about. */
  ids: () => readonly number[]
  /** The one of them that is shown by what shows a single photo. */
  focused?: () => number | null
  keys?: PhotoKeys
}

/** What can be done with photos in every view: flag, note, split, similar photos, review, the file's folder. */
export function listPhotoActions({ ids, focused = () => ids()[0] ?? null, keys = {} }: PhotoContext): Action[] {
  const hasPhotos = (): boolean => ids().length > 0
  const canMark = (): boolean => current.isEditable && hasPhotos()
  const hasFocused = (): boolean => focused() !== null
  const onFocused = (action: (id: number) => void) => (): void => {
    const id = focused()
    if (id !== null) action(id)
  }
  const isFlagged = (): boolean => ids().every((id) => photoList.cards.get(id)?.flagged === true)
  return [
    {
      id: keys.flag ?? 'photo-flag',
      item: 'flag',
      text: () => t(hasPhotos() && isFlagged() ? 'marks:unflag' : 'marks:flag'),
      isOn: canMark,
      run: () => void flagPhotos(ids()),
    },
    {
      id: keys.note ?? 'photo-note',
      item: 'note',
      text: 'actions:note',
      isOn: canMark,
      run: () => void noteTarget.write(ids()),
    },
    ...[...splits, null].map((split): Action => {
      const choice = `filters:split.${split ?? 'none'}` as const
      return {
        id: `split-${split ?? 'none'}`,
        item: 'split',
        text: () => t('actions:splitAs', { split: t(choice) }),
        choice,
        isOn: canMark,
        run: () => void markPhotos(ids(), { split }),
      }
    }),
    {
      id: keys.similar ?? 'photo-similar',
      item: 'similar',
      text: 'actions:similar',
      isOn: hasFocused,
      run: onFocused((id) => void showSimilar(id)),
    },
    {
      id: keys.review ?? 'photo-review',
      item: 'review',
      text: 'actions:review',
      isOn: () => navigation.view !== 'review' && hasFocused(),
      run: onFocused((id) => {
        photoList.focusedId = id
        navigation.view = 'review'
      }),
    },
    {
      id: keys.reveal ?? 'photo-reveal',
      item: 'reveal',
      text: 'actions:reveal',
      isOn: () => host.reveal !== null && hasFocused(),
      run: onFocused((id) => void attempt(async () => host.reveal?.(id))),
    },
  ]
}
