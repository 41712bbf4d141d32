import { host } from '../../host/host.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { isCovered, isOnControl, isTyping } from '../../app/focus.ts'
import { findShortcut, keysOf, latinKey, type ShortcutId } from '../../app/keys/shortcuts.ts'
import { flagPhotos } from '../labels/marks/flag-photos.ts'
import { showSimilar } from '../library/similar.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { predictionOf } from '../labels/palette/prediction-keys.ts'
import { sayNoClass } from '../labels/palette/say-no-class.ts'
import { review } from './review.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'

interface Zoomable {
  zoom: (steps: number) => void
  toggle: () => void
}

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
export function actOnKey(event: KeyboardEvent, stage: Zoomable | null, explore: () => void): void {
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
  else actions(stage, explore, event)[asked!]?.()
}

/** Ends what lasts as long as a key is held. */
export function releaseKey(event: KeyboardEvent): void {
  if (keysOf('photo-only').some((key) => key.split('+').at(-1)!.toLowerCase() === latinKey(event).toLowerCase()))
    overlay.isHidden = false
}

function actions(
  stage: Zoomable | null,
  explore: () => void,
  event: KeyboardEvent,
): Partial<Record<ShortcutId, () => void>> {
  const { tokens, layers, heads } = review.photo?.detail?.map ?? { tokens: 1, layers: 0, heads: 0 }
  return {
    next: () => review.go(1),
    previous: () => review.go(-1),
    skip: () => review.advance(),
    'review-accept': () => void review.accept(),
    'review-digit': () => sayNoClass(event, 'review-search-class'),
    'review-prediction': () => sayNoClass(event, 'review-search-class'),
    'review-search-class': () => {
      review.isSearching = true
    },
    'review-clear': () => void review.clear(),
    'review-reject': () => void review.reject(),
    'review-undo': () => void edits.undo(),
    'review-flag': () => void flagPhotos(review.photo === null ? [] : [review.photo.id]),
    'review-note': () => {
      if (review.photo !== null) navigation.panel = 'note'
    },
    'review-similar': () => {
      if (review.photo !== null) void showSimilar(review.photo.id)
    },
    'review-explore': explore,
    'next-unlabeled': () => void review.nextUnlabeled(),
    overlay: () => {
      overlay.isOn = !overlay.isOn
    },
    token: () => overlay.cycleToken(tokens),
    'photo-only': () => {
      overlay.isHidden = true
    },
    'previous-layer': () => overlay.stepLayer(-1, layers),
    'next-layer': () => overlay.stepLayer(1, layers),
    'previous-head': () => overlay.stepHead(-1, heads),
    'next-head': () => overlay.stepHead(1, heads),
    zoom: () => stage?.toggle(),
    'zoom-in': () => stage?.zoom(1),
    'zoom-out': () => stage?.zoom(-1),
    reveal: () => void review.reveal(),
    'close-review': () => {
      navigation.view = 'library'
    },
  }
}
