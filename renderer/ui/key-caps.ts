import { t } from '../i18n/i18n.svelte.ts'

const names: Partial<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
}

/** The caps to draw for a key, in the order in which they are held. */
export function capsOf(notation: string, isMac: boolean): string[] {
  return notation.split(/\+(?=.)/).map((part) => {
    if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
    if (part === 'alt') return isMac ? '⌥' : 'Alt'
    if (part === 'shift') return isMac ? '⇧' : 'Shift'
    if (part === 'Space') return t('keys:space')
    if (part === 'ContextMenu') return t('keys:menu')
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
}
