import { t } from '../../../i18n/i18n.svelte.ts'
import { markPhotos } from '../../../app/label-edits.ts'
import { toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Flags photos; where all of them are flagged, takes the flags away. */
export async function flagPhotos(ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const isFlagged = ids.every((id) => photoList.cards.get(id)?.flagged === true)
  const count = await markPhotos(ids, { flagged: !isFlagged })
  if (count !== null && ids.length > 1)
    toasts.show('info', isFlagged ? t('marks:unflagged', { count }) : t('marks:flagged', { count }))
}
