import { t } from '../../../i18n/i18n.svelte.ts'
import { capOfKey } from '../../../app/keys/class-keys.ts'
import { listUses } from '../../../app/keys/shortcuts.ts'

/** What a key of a class does instead of, in the views where classes are given; '' where it did nothing there. */
export function sayInstead(key: string): string {
  const before = listUses(key).map(({ place, does }) =>
    t('classes:shortcutIn', { place: t(`keys:${place}`), does: t(does) }),
  )
  return before.length === 0 ? '' : t('classes:keyInstead', { before: [...new Set(before)].join('; ') })
}

/** What a key gives from now on, and what it did before where that was something of the page's own. */
export const sayKey = (key: string, className: string): string =>
  [t('classes:keyGives', { key: capOfKey(key), className }), sayInstead(key)].filter((text) => text !== '').join(' ')
