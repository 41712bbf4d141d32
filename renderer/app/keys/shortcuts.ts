import type { PlainKey } from '../../i18n/resources.ts'
import { ownKeys } from './own-keys.svelte.ts'

/** Where a key works: on the whole page, or in one view of it. */
export type Place = 'everywhere' | 'library' | 'review' | 'sweep' | 'teach' | 'overview' | 'explorer' | 'models'

export interface Shortcut {
  id: string
  place: Place
  /**
   * `mod` is Ctrl, and ⌘ on a Mac; the rest is KeyboardEvent's `key`. A digit with `alt` is found by its place on the
   * keyboard: with Option held, a Mac types other signs.
   */
  keys: readonly string[]
  /** The text that says it. */
  does: PlainKey
  /** Whether its keys stay what they are: each of them means something of its own. */
  isFixed?: true
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
/** A photo's predictions, best first. */
const predictions = ['alt+1', 'alt+2', 'alt+3', 'alt+4', 'alt+5'] as const

/** Every key of the page. The views act on it and the list of keys is drawn from it, so neither can be out of date. */
export const shortcuts = [
  { id: 'open-folder', place: 'everywhere', keys: ['mod+o'], does: 'keys:openFolder' },
  { id: 'export', place: 'everywhere', keys: ['mod+e'], does: 'keys:export' },
  { id: 'undo', place: 'everywhere', keys: ['mod+z'], does: 'keys:undo' },
  { id: 'redo', place: 'everywhere', keys: ['mod+shift+z', 'mod+y'], does: 'keys:redo' },
  { id: 'keys', place: 'everywhere', keys: ['?', 'F1'], does: 'keys:showKeys' },
  { id: 'view-library', place: 'everywhere', keys: ['mod+1'], does: 'keys:viewLibrary' },
  { id: 'view-review', place: 'everywhere', keys: ['mod+2'], does: 'keys:viewReview' },
  { id: 'view-sweep', place: 'everywhere', keys: ['mod+3'], does: 'keys:viewSweep' },
  { id: 'view-overview', place: 'everywhere', keys: ['mod+4'], does: 'keys:viewOverview' },
  { id: 'view-explorer', place: 'everywhere', keys: ['mod+5'], does: 'keys:viewExplorer' },
  { id: 'view-models', place: 'everywhere', keys: ['mod+6'], does: 'keys:viewModels' },
  { id: 'view-teach', place: 'everywhere', keys: ['mod+7'], does: 'keys:viewTeach' },
  { id: 'history', place: 'everywhere', keys: ['mod+shift+h'], does: 'keys:history' },
  { id: 'classes', place: 'everywhere', keys: ['mod+l'], does: 'keys:classes' },
  { id: 'settings', place: 'everywhere', keys: ['mod+,'], does: 'keys:settings' },
  { id: 'commands', place: 'everywhere', keys: ['mod+k'], does: 'keys:commands' },

  {
    id: 'move',
    place: 'library',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    does: 'keys:move',
    isFixed: true,
  },
  { id: 'jump', place: 'library', keys: ['Home', 'End', 'PageUp', 'PageDown'], does: 'keys:jump', isFixed: true },
  {
    id: 'extend',
    place: 'library',
    does: 'keys:extend',
    isFixed: true,
    keys: [
      'shift+ArrowLeft',
      'shift+ArrowRight',
      'shift+ArrowUp',
      'shift+ArrowDown',
      'shift+Home',
      'shift+End',
      'shift+PageUp',
      'shift+PageDown',
    ],
  },
  {
    id: 'wander',
    place: 'library',
    keys: ['mod+ArrowLeft', 'mod+ArrowRight', 'mod+ArrowUp', 'mod+ArrowDown'],
    does: 'keys:wander',
    isFixed: true,
  },
  { id: 'toggle', place: 'library', keys: ['Space', 'mod+Space'], does: 'keys:toggle' },
  { id: 'select-all', place: 'library', keys: ['mod+a'], does: 'keys:selectAll' },
  { id: 'deselect', place: 'library', keys: ['Escape'], does: 'keys:deselect' },
  { id: 'accept', place: 'library', keys: ['a', 'alt+1'], does: 'keys:accept' },
  { id: 'digit', place: 'library', keys: digits, does: 'keys:digit', isFixed: true },
  { id: 'search-class', place: 'library', keys: ['l'], does: 'keys:searchClass' },
  { id: 'clear', place: 'library', keys: ['c', 'Delete'], does: 'keys:clear' },
  { id: 'reject', place: 'library', keys: ['x'], does: 'keys:reject' },
  { id: 'confirm-label', place: 'library', keys: ['y'], does: 'keys:confirmLabel' },
  { id: 'library-undo', place: 'library', keys: ['Backspace'], does: 'keys:undo' },
  { id: 'flag', place: 'library', keys: ['f'], does: 'keys:flag' },
  { id: 'note', place: 'library', keys: ['m'], does: 'keys:note' },
  { id: 'similar', place: 'library', keys: ['i'], does: 'keys:similar' },
  { id: 'same-guess', place: 'library', keys: ['g'], does: 'keys:samePrediction' },
  { id: 'same-photo', place: 'library', keys: ['d'], does: 'keys:samePhoto' },
  { id: 'accept-above', place: 'library', keys: ['shift+a'], does: 'keys:acceptAbove' },
  { id: 'sweep', place: 'library', keys: ['w'], does: 'keys:openSweep' },
  { id: 'label-next', place: 'library', keys: ['n'], does: 'keys:labelNext' },
  { id: 'open-review', place: 'library', keys: ['Enter', 'r'], does: 'keys:openReview' },
  { id: 'explore', place: 'library', keys: ['e'], does: 'keys:explore' },
  { id: 'heat', place: 'library', keys: ['h'], does: 'keys:heat' },
  { id: 'map-beside', place: 'library', keys: ['v'], does: 'keys:mapBeside' },
  { id: 'find', place: 'library', keys: ['/', 'mod+f'], does: 'keys:find' },
  { id: 'photo-menu', place: 'library', keys: ['shift+F10', 'ContextMenu'], does: 'keys:photoMenu' },

  { id: 'next', place: 'review', keys: ['j', 'ArrowRight'], does: 'keys:next' },
  { id: 'previous', place: 'review', keys: ['k', 'ArrowLeft'], does: 'keys:previous' },
  { id: 'review-accept', place: 'review', keys: ['a', 'Enter'], does: 'keys:reviewAccept' },
  { id: 'review-digit', place: 'review', keys: digits, does: 'keys:reviewDigit', isFixed: true },
  { id: 'review-prediction', place: 'review', keys: predictions, does: 'keys:reviewPrediction', isFixed: true },
  { id: 'review-search-class', place: 'review', keys: ['l', '/'], does: 'keys:searchClass' },
  { id: 'review-clear', place: 'review', keys: ['c', 'Delete'], does: 'keys:reviewClear' },
  { id: 'review-reject', place: 'review', keys: ['x'], does: 'keys:reviewReject' },
  { id: 'review-confirm-label', place: 'review', keys: ['y'], does: 'keys:confirmLabel' },
  { id: 'review-undo', place: 'review', keys: ['Backspace'], does: 'keys:undo' },
  { id: 'review-flag', place: 'review', keys: ['f'], does: 'keys:flag' },
  { id: 'review-note', place: 'review', keys: ['m'], does: 'keys:note' },
  { id: 'review-similar', place: 'review', keys: ['i'], does: 'keys:similar' },
  { id: 'review-explore', place: 'review', keys: ['e'], does: 'keys:explore' },
  { id: 'skip', place: 'review', keys: ['s'], does: 'keys:skip' },
  { id: 'next-unlabeled', place: 'review', keys: ['n'], does: 'keys:nextUnlabeled' },
  { id: 'overlay', place: 'review', keys: ['o'], does: 'keys:overlay' },
  { id: 'token', place: 'review', keys: ['t'], does: 'keys:token' },
  { id: 'photo-only', place: 'review', keys: ['p'], does: 'keys:photoOnly' },
  { id: 'previous-layer', place: 'review', keys: ['['], does: 'keys:previousLayer' },
  { id: 'next-layer', place: 'review', keys: [']'], does: 'keys:nextLayer' },
  { id: 'previous-head', place: 'review', keys: [','], does: 'keys:previousHead' },
  { id: 'next-head', place: 'review', keys: ['.'], does: 'keys:nextHead' },
  { id: 'zoom', place: 'review', keys: ['z'], does: 'keys:zoom' },
  { id: 'zoom-in', place: 'review', keys: ['+', '='], does: 'keys:zoomIn' },
  { id: 'zoom-out', place: 'review', keys: ['-'], does: 'keys:zoomOut' },
  { id: 'reveal', place: 'review', keys: ['mod+r'], does: 'keys:reveal' },
  { id: 'close-review', place: 'review', keys: ['Escape'], does: 'keys:closeReview' },
  { id: 'review-menu', place: 'review', keys: ['shift+F10', 'ContextMenu'], does: 'keys:photoMenu' },

  { id: 'sweep-accept', place: 'sweep', keys: ['Enter', 'a'], does: 'keys:sweepAccept' },
  { id: 'sweep-wrong', place: 'sweep', keys: ['Space', 'x'], does: 'keys:sweepWrong' },
  {
    id: 'sweep-move',
    place: 'sweep',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'],
    does: 'keys:move',
    isFixed: true,
  },
  { id: 'sweep-digit', place: 'sweep', keys: digits, does: 'keys:sweepDigit', isFixed: true },
  { id: 'sweep-search-class', place: 'sweep', keys: ['l'], does: 'keys:sweepSearch' },
  { id: 'sweep-invert', place: 'sweep', keys: ['i'], does: 'keys:sweepInvert' },
  { id: 'sweep-skip', place: 'sweep', keys: ['s'], does: 'keys:sweepSkip' },
  { id: 'sweep-undo', place: 'sweep', keys: ['Backspace'], does: 'keys:undo' },
  { id: 'sweep-close', place: 'sweep', keys: ['Escape'], does: 'keys:closeReview' },
  { id: 'sweep-menu', place: 'sweep', keys: ['shift+F10', 'ContextMenu'], does: 'keys:photoMenu' },

  { id: 'teach-accept', place: 'teach', keys: ['Enter', 'a'], does: 'keys:teachAccept' },
  { id: 'teach-wrong', place: 'teach', keys: ['Space', 'x'], does: 'keys:sweepWrong' },
  {
    id: 'teach-move',
    place: 'teach',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'],
    does: 'keys:move',
    isFixed: true,
  },
  { id: 'teach-digit', place: 'teach', keys: digits, does: 'keys:teachDigit', isFixed: true },
  { id: 'teach-prediction', place: 'teach', keys: predictions, does: 'keys:teachPrediction', isFixed: true },
  { id: 'teach-search-class', place: 'teach', keys: ['l', '/'], does: 'keys:searchClass' },
  { id: 'teach-invert', place: 'teach', keys: ['i'], does: 'keys:sweepInvert' },
  { id: 'teach-skip', place: 'teach', keys: ['s'], does: 'keys:teachSkip' },
  { id: 'teach-back', place: 'teach', keys: ['k'], does: 'keys:teachBack' },
  { id: 'teach-undo', place: 'teach', keys: ['Backspace'], does: 'keys:undo' },
  { id: 'teach-close', place: 'teach', keys: ['Escape'], does: 'keys:closeReview' },
  { id: 'teach-menu', place: 'teach', keys: ['shift+F10', 'ContextMenu'], does: 'keys:photoMenu' },

  {
    id: 'map-move',
    place: 'overview',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    does: 'keys:mapMove',
    isFixed: true,
  },
  { id: 'map-nearer', place: 'overview', keys: ['+', '='], does: 'keys:mapNearer' },
  { id: 'map-farther', place: 'overview', keys: ['-'], does: 'keys:mapFarther' },
  { id: 'map-fit', place: 'overview', keys: ['Home'], does: 'keys:mapFit' },
  { id: 'map-unselect', place: 'overview', keys: ['Escape'], does: 'keys:mapUnselect' },

  { id: 'explorer-next', place: 'explorer', keys: ['j', 'ArrowRight'], does: 'keys:next' },
  { id: 'explorer-previous', place: 'explorer', keys: ['k', 'ArrowLeft'], does: 'keys:previous' },
  { id: 'explorer-token', place: 'explorer', keys: ['t'], does: 'keys:token' },
  { id: 'explorer-rollout', place: 'explorer', keys: ['r'], does: 'keys:rollout' },
  { id: 'explorer-previous-layer', place: 'explorer', keys: ['['], does: 'keys:previousLayer' },
  { id: 'explorer-next-layer', place: 'explorer', keys: [']'], does: 'keys:nextLayer' },
  { id: 'explorer-previous-head', place: 'explorer', keys: [','], does: 'keys:previousHead' },
  { id: 'explorer-next-head', place: 'explorer', keys: ['.'], does: 'keys:nextHead' },
  { id: 'explorer-fusion', place: 'explorer', keys: ['f'], does: 'keys:fusion' },
  { id: 'explorer-discard-more', place: 'explorer', keys: ['d'], does: 'keys:discardMore' },
  { id: 'explorer-discard-less', place: 'explorer', keys: ['shift+d'], does: 'keys:discardLess' },
  { id: 'explorer-play', place: 'explorer', keys: ['Space'], does: 'keys:playFlow' },
  { id: 'explorer-flow-next', place: 'explorer', keys: ['shift+ArrowRight'], does: 'keys:flowNext' },
  { id: 'explorer-flow-previous', place: 'explorer', keys: ['shift+ArrowLeft'], does: 'keys:flowPrevious' },
  { id: 'explorer-patch', place: 'explorer', keys: ['p'], does: 'keys:pickPatch' },
  {
    id: 'explorer-patch-move',
    place: 'explorer',
    keys: ['ArrowUp', 'ArrowDown'],
    does: 'keys:movePatch',
    isFixed: true,
  },
  { id: 'explorer-matrix', place: 'explorer', keys: ['g'], does: 'keys:toMatrix' },
  { id: 'explorer-scale', place: 'explorer', keys: ['c'], does: 'keys:commonScale' },
  { id: 'explorer-ground', place: 'explorer', keys: ['b'], does: 'keys:photoBeneath' },
  { id: 'explorer-map', place: 'explorer', keys: ['o'], does: 'keys:overlay' },
  { id: 'explorer-smooth', place: 'explorer', keys: ['m'], does: 'keys:smooth' },
  { id: 'explorer-zoom', place: 'explorer', keys: ['z'], does: 'keys:zoom' },
  { id: 'explorer-zoom-in', place: 'explorer', keys: ['+', '='], does: 'keys:zoomIn' },
  { id: 'explorer-zoom-out', place: 'explorer', keys: ['-'], does: 'keys:zoomOut' },
  { id: 'explorer-save', place: 'explorer', keys: ['mod+s'], does: 'keys:saveFigure' },
  { id: 'explorer-review', place: 'explorer', keys: ['e'], does: 'keys:openReview' },
  { id: 'explorer-close', place: 'explorer', keys: ['Escape'], does: 'keys:leaveExplorer' },
] as const satisfies readonly Shortcut[]

export type ShortcutId = (typeof shortcuts)[number]['id']

/** The keys of a shortcut: as the person changed them, else its own. */
export function keysOf(id: ShortcutId): readonly string[] {
  return ownKeys.changed[id] ?? shortcuts.find((shortcut) => shortcut.id === id)!.keys
}

/** What of a KeyboardEvent identifies a key. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> &
  Partial<Pick<KeyboardEvent, 'code'>>

const signs: Partial<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Equal: '=',
  Minus: '-',
}

/** What a key means: on a keyboard that types no Latin letters, what its cap would type on one that does. */
export function latinKey({ key, code = '' }: Pick<KeyPress, 'key' | 'code'>): string {
  if (key.length > 1 || key <= '~') return key
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? signs[code] ?? key
}

/** The digit that is pressed while Alt alone is held, by its place on the keyboard; null for any other key press. */
export function altDigit({ altKey, ctrlKey, metaKey, shiftKey, code = '' }: KeyPress): string | null {
  if (!altKey || ctrlKey || metaKey || shiftKey) return null
  return /^Digit([0-9])$/.exec(code)?.[1] ?? null
}

/** What a key press asks for in this place, or null. */
export function findShortcut(event: KeyPress, place: Place, isMac: boolean): ShortcutId | null {
  const found = shortcuts.find(
    (shortcut) => shortcut.place === place && keysOf(shortcut.id).some((key) => isPressed(key, event, isMac)),
  )
  return found?.id ?? null
}

function isPressed(notation: string, event: KeyPress, isMac: boolean): boolean {
  const parts = notation.split(/\+(?=.)/)
  const key = parts.at(-1)!
  if (parts.includes('alt')) return altDigit(event) === key
  const pressed = latinKey(event)
  const mod = isMac ? event.metaKey : event.ctrlKey
  const otherMod = isMac ? event.ctrlKey : event.metaKey
  // Whether a digit or a sign needs Shift is the keyboard's business.
  const shiftMatters = key.length > 1 || /[a-z]/.test(key)
  return (
    (pressed === ' ' ? 'Space' : pressed).toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('mod') &&
    !otherMod &&
    !event.altKey &&
    (!shiftMatters || event.shiftKey === parts.includes('shift'))
  )
}

/**
 * How a pressed key is written; null for keys that are only held, that no shortcut can have, or that leave a dialog.
 */
export function nameKey(event: KeyPress, isMac: boolean): string | null {
  const key = latinKey(event)
  if (
    ['Control', 'Meta', 'Shift', 'Alt', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified', 'Tab'].includes(key)
  )
    return null
  if (event.altKey) {
    const digit = altDigit(event)
    return digit === null ? null : `alt+${digit}`
  }
  if (isMac ? event.ctrlKey : event.metaKey) return null
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toLowerCase() : key
  const shift = event.shiftKey && (name.length > 1 || /[a-z]/.test(name))
  return [...((isMac ? event.metaKey : event.ctrlKey) ? ['mod'] : []), ...(shift ? ['shift'] : []), name].join('+')
}

/** The other shortcuts that a key would call in the same place. */
export function findClashes(id: ShortcutId, key: string): (Shortcut & { id: ShortcutId })[] {
  const { place } = shortcuts.find((shortcut) => shortcut.id === id)!
  return shortcuts.filter(
    (other) =>
      other.id !== id &&
      (other.place === place || other.place === 'everywhere' || place === 'everywhere') &&
      keysOf(other.id).some((taken) => taken.toLowerCase() === key.toLowerCase()),
  )
}

/** What a key without Ctrl does in the views where classes can be given. */
export const listUses = (key: string): readonly Shortcut[] =>
  shortcuts.filter(
    (shortcut) =>
      ['library', 'review', 'sweep', 'teach'].includes(shortcut.place) &&
      !/digit$/.test(shortcut.id) &&
      keysOf(shortcut.id).includes(key),
  )
