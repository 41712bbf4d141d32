import { host } from '../../host/host.ts'
import { fileName } from '../../i18n/format.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { photoList } from './photo-list.svelte.ts'
import { t } from '../../i18n/i18n.svelte.ts'

/**
 * Shows the photos most like this one in the library, itself first, the likest next:
 * of those that pass the filter, which stays.
 */
export async function showSimilar(id: number): Promise<void> {
  const asked = photoList.filter
  // The search is a new one, not among the photos similar to another one.
  const filter = photoList.foundAlike ? photoList.restOfFilter : asked
  const found = await attempt(() => host.call('findSimilar', { id, filter }))
  // Whoever left the list meanwhile does not want the answer any more.
  if (found === null || photoList.filter !== asked) return
  navigation.view = 'library'
  await photoList.showFound(
    [id, ...found.ids],
    t('library:similarTo', { name: fileName(photoList.cards.get(id)?.path ?? '') }),
    { isAlike: true },
  )
  photoList.focusAt(0)
}
