import { t } from '../../../i18n/i18n.svelte.ts'
import { session } from '../../../app/session.svelte.ts'

/** Flags photos; where all of them are flagged, takes the flags away. */
export async function flagPhotos(ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const isFlagged = ids.every((id) => session.library.cards.get(id)?.flagged === true)
  const count = await session.mark(ids, { flagged: !isFlagged })
  if (count !== null && ids.length > 1)
    session.tell('info', isFlagged ? t('marks:unflagged', { count }) : t('marks:flagged', { count }))
}
