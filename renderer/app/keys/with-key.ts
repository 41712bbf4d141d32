import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { freeKeysOf } from './taken-keys.ts'
import type { ShortcutId } from './shortcuts.ts'
import { capsOf } from '../../ui/key-caps.ts'

const isMac = host.platform === 'darwin'

/** The first key of a shortcut as it is now, `Ctrl+Z`; null where it has none, or a class has taken it. */
export function firstKey(id: ShortcutId): string | null {
  const key = freeKeysOf(id)[0]
  return key === undefined ? null : capsOf(key, isMac).join('+')
}

/**
 * A text for a button with the first keys of shortcuts behind it, as they are now: `Undo (Ctrl+Z)`.
 * Those that have no key are left out.
 */
export function withKey(text: string, ...ids: ShortcutId[]): string {
  const keys = ids.flatMap((id) => firstKey(id) ?? [])
  return keys.length === 0 ? text : t('keys:withKey', { text, key: keys.join(', ') })
}
