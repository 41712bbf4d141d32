import { altDigit, type KeyPress, type ShortcutId } from '../../../app/keys/shortcuts.ts'
import { firstKey } from '../../../app/keys/with-key.ts'
import { toasts } from '../../../app/toasts.svelte.ts'
import { t } from '../../../i18n/i18n.svelte.ts'

/**
 * Says that no class has the digit that was pressed, or that the photo has no such prediction.
 *
 * @param search the shortcut with which a class is typed in this view
 */
export function sayNoClass(event: KeyPress, search: ShortcutId): void {
  const place = altDigit(event)
  toasts.show(
    'info',
    place === null
      ? t('keys:noClass', { digit: event.key, key: firstKey(search) ?? '' })
      : t('keys:noPrediction', { place: Number(place) }),
  )
}
