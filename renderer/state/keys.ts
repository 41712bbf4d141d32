/** Where a key works: on the whole page, or in one view of it. */
export type Place = 'everywhere' | 'library' | 'review'

interface Shortcut {
  id: string
  place: Place
  /** `mod` is Ctrl, and ⌘ on a Mac; the rest is KeyboardEvent's `key`. */
  keys: readonly string[]
  does: string
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const

/** Every key of the page. The views act on it and the list of keys is drawn from it, so neither can be out of date. */
export const shortcuts = [
  { id: 'open-folder', place: 'everywhere', keys: ['mod+o'], does: 'Open a folder' },
  { id: 'export', place: 'everywhere', keys: ['mod+e'], does: 'Export labels' },
  { id: 'undo', place: 'everywhere', keys: ['mod+z'], does: 'Undo' },
  { id: 'redo', place: 'everywhere', keys: ['mod+shift+z', 'mod+y'], does: 'Redo' },
  { id: 'keys', place: 'everywhere', keys: ['?', 'F1'], does: 'Show these keys' },

  { id: 'move', place: 'library', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], does: 'Move to another photo' },
  { id: 'jump', place: 'library', keys: ['Home', 'End', 'PageUp', 'PageDown'], does: 'First, last, a page up or down' },
  {
    id: 'extend', place: 'library', does: 'Select what lies between',
    keys: ['shift+ArrowLeft', 'shift+ArrowRight', 'shift+ArrowUp', 'shift+ArrowDown', 'shift+Home', 'shift+End', 'shift+PageUp', 'shift+PageDown'],
  },
  { id: 'wander', place: 'library', keys: ['mod+ArrowLeft', 'mod+ArrowRight', 'mod+ArrowUp', 'mod+ArrowDown'], does: 'Move and keep the selection' },
  { id: 'toggle', place: 'library', keys: ['Space', 'mod+Space'], does: 'Select or deselect the photo' },
  { id: 'select-all', place: 'library', keys: ['mod+a'], does: 'Select all' },
  { id: 'deselect', place: 'library', keys: ['Escape'], does: 'Deselect' },
  { id: 'accept', place: 'library', keys: ['a'], does: 'Accept the guess of every selected photo' },
  { id: 'digit', place: 'library', keys: digits, does: 'Label with that class' },
  { id: 'search-class', place: 'library', keys: ['l'], does: 'Label: type a class' },
  { id: 'clear', place: 'library', keys: ['c', 'Delete', 'Backspace'], does: 'Clear labels' },
  { id: 'open-review', place: 'library', keys: ['Enter', 'r'], does: 'Review the photo' },
  { id: 'heat', place: 'library', keys: ['h'], does: 'Attention on every photo, or only on hover' },
  { id: 'find', place: 'library', keys: ['/', 'mod+f'], does: 'Search by file name' },

  { id: 'next', place: 'review', keys: ['j', 'ArrowRight'], does: 'Next photo' },
  { id: 'previous', place: 'review', keys: ['k', 'ArrowLeft'], does: 'Previous photo' },
  { id: 'review-accept', place: 'review', keys: ['a', 'Enter'], does: 'Accept the guess and go on' },
  { id: 'review-digit', place: 'review', keys: digits, does: 'Label with that class and go on' },
  { id: 'review-search-class', place: 'review', keys: ['l', '/'], does: 'Label: type a class' },
  { id: 'review-clear', place: 'review', keys: ['c', 'Delete', 'Backspace'], does: 'Clear the label' },
  { id: 'skip', place: 'review', keys: ['s'], does: 'Skip' },
  { id: 'next-unlabeled', place: 'review', keys: ['n'], does: 'Next photo without a label' },
  { id: 'overlay', place: 'review', keys: ['o'], does: 'Attention on or off' },
  { id: 'token', place: 'review', keys: ['t'], does: 'Class token, distillation token, difference' },
  { id: 'photo-only', place: 'review', keys: ['p'], does: 'Photo only, while held' },
  { id: 'previous-layer', place: 'review', keys: ['['], does: 'Layer before' },
  { id: 'next-layer', place: 'review', keys: [']'], does: 'Layer after' },
  { id: 'previous-head', place: 'review', keys: [','], does: 'Head before' },
  { id: 'next-head', place: 'review', keys: ['.'], does: 'Head after' },
  { id: 'zoom', place: 'review', keys: ['z'], does: 'Whole photo, or its own size' },
  { id: 'zoom-in', place: 'review', keys: ['+', '='], does: 'Zoom in' },
  { id: 'zoom-out', place: 'review', keys: ['-'], does: 'Zoom out' },
  { id: 'reveal', place: 'review', keys: ['mod+r'], does: 'Show the file in its folder' },
  { id: 'close-review', place: 'review', keys: ['Escape'], does: 'Back to the library' },
] as const satisfies readonly Shortcut[]

export type ShortcutId = (typeof shortcuts)[number]['id']

/** What of a KeyboardEvent tells one key from another. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** What a key press asks for in this place, or null. */
export function findShortcut(event: KeyPress, place: Place, isMac: boolean): ShortcutId | null {
  const found = shortcuts.find((shortcut) => shortcut.place === place && shortcut.keys.some((key) => isPressed(key, event, isMac)))
  return found?.id ?? null
}

function isPressed(notation: string, event: KeyPress, isMac: boolean): boolean {
  const parts = notation.split(/\+(?=.)/)
  const key = parts.at(-1)!
  const mod = isMac ? event.metaKey : event.ctrlKey
  const otherMod = isMac ? event.ctrlKey : event.metaKey
  // Whether a digit or a sign needs Shift is the keyboard's business.
  const shiftMatters = key.length > 1 || /[a-z]/.test(key)
  return (event.key === ' ' ? 'Space' : event.key).toLowerCase() === key.toLowerCase()
    && mod === parts.includes('mod') && !otherMod && !event.altKey
    && (!shiftMatters || event.shiftKey === parts.includes('shift'))
}

const names: Partial<Record<string, string>> = {
  ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'Page Up', PageDown: 'Page Down', Escape: 'Esc',
}

/** The caps to draw for a key, in the order in which they are held. */
export function capsOf(notation: string, isMac: boolean): string[] {
  return notation.split(/\+(?=.)/).map((part) => {
    if (part === 'mod') return isMac ? '⌘' : 'Ctrl'
    if (part === 'shift') return isMac ? '⇧' : 'Shift'
    return names[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
}
