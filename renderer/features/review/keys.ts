import { host } from '../../host/host.ts'
import { type Action, runAction } from '../../app/actions/action.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { isCovered, isOnControl, isTyping } from '../../app/focus.ts'
import { findShortcut, keysOf, latinKey, type ShortcutId } from '../../app/keys/shortcuts.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { predictionOf } from '../labels/palette/prediction-keys.ts'
import { sayNoClass } from '../labels/palette/say-no-class.ts'
import { review } from './review.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'

/** Held down, these repeat; all others act once a press, so that no held key labels a hundred photos. */
const repeated: readonly ShortcutId[] = [
  'next',
  'previous',
  'zoom-in',
  'zoom-out',
  'previous-layer',
  'next-layer',
  'previous-head',
  'next-head',
]

/** Does what a key asks for on the review; leaves it alone while a person types or a dialog is open. */
export function actOnKey(event: KeyboardEvent, table: readonly Action[], openMenu: () => void): void {
  if (event.defaultPrevented || isTyping(event.target) || isCovered()) return
  // The control that has the focus makes use of these itself.
  if (
    isOnControl(event.target) &&
    ['Enter', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)
  )
    return
  // A key that a person gave to a class comes before the page's own.
  const ref = palette.classOf(event) ?? predictionOf(event, review.photo?.detail?.fused ?? [])?.ref ?? null
  const asked = findShortcut(event, 'review', host.platform === 'darwin')
  if (asked === null && ref === null) return
  event.preventDefault()
  if (event.repeat && (ref !== null || !repeated.includes(asked!))) return
  if (ref !== null) void review.give(ref)
  // Going through a list with Enter must not replace what a person said by a prediction.
  else if (asked === 'review-accept' && event.key === 'Enter' && review.card !== null && review.card.label !== null)
    review.advance()
  else if (asked === 'review-digit' || asked === 'review-prediction') sayNoClass(event, 'review-search-class')
  else if (asked === 'review-undo') void edits.undo()
  else if (asked === 'close-review') navigation.view = 'library'
  else if (asked === 'photo-only') overlay.isHidden = true
  else if (asked === 'review-menu') openMenu()
  else runAction(table, asked!)
}

/** Ends what lasts as long as a key is held. */
export function releaseKey(event: KeyboardEvent): void {
  if (keysOf('photo-only').some((key) => key.split('+').at(-1)!.toLowerCase() === latinKey(event).toLowerCase()))
    overlay.isHidden = false
}
