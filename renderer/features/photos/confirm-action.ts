import type { Action } from '../../app/actions/action.ts'
import { current } from '../../app/current-project.svelte.ts'
import type { ShortcutId } from '../../app/keys/shortcuts.ts'
import { toasts } from '../../app/toasts.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { photoList } from './photo-list.svelte.ts'

/** Says of found photos that their labels are right; where none were found, its key says where they are. */
export const confirmAction = (id: ShortcutId, ids: () => readonly number[]): Action => ({
  id,
  item: 'confirm',
  text: () => photoList.foundAction?.text ?? t('keys:confirmLabel'),
  isOn: () => current.isEditable && photoList.foundAction !== null && ids().length > 0,
  run: () => {
    if (photoList.foundAction === null) toasts.show('info', t('marks:nothingToConfirm'))
    else void photoList.doFoundAction(ids())
  },
})
