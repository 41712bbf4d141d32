import { host } from '../../host/host.ts'
import { fileName } from '../../i18n/format.ts'
import { session } from '../../app/session.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'

/** Shows the photos most like this one in the library, itself first, the likest next. */
export async function showSimilar(id: number): Promise<void> {
  const found = await session.attempt(() => host.call('findSimilar', { id }))
  if (found === null) return
  session.view = 'library'
  await session.library.showFound(
    [id, ...found.ids],
    t('library:similarTo', { name: fileName(session.library.cards.get(id)?.path ?? '') }),
    { isAlike: true },
  )
  session.library.focusAt(0)
}
