import { headFusions } from '../../../models/deit/attention.ts'
import { host } from '../../host/host.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { tokenChoices } from '../attention/attention.ts'
import { explorer, mostDiscarded } from './explorer.svelte.ts'
import type { Action } from '../../app/actions/action.ts'
import { isCovered, isOnControl, isTyping } from '../../app/focus.ts'
import { findShortcut, type ShortcutId } from '../../app/keys/shortcuts.ts'
import { review } from '../review/review.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { saveFigure } from './save.ts'

interface Zoomable {
  zoom: (steps: number) => void
  toggle: () => void
}

/** Held down, these act once a press. */
const once: readonly ShortcutId[] = [
  'explorer-play',
  'explorer-save',
  'explorer-review',
  'explorer-close',
  'explorer-patch',
  'explorer-matrix',
]

/** Does what a key asks for on the page of one photo; `toMatrix` moves the focus there. */
export function actOnKey(event: KeyboardEvent, stage: Zoomable | null, toMatrix: () => void): void {
  if (event.defaultPrevented || isTyping(event.target) || isCovered()) return
  // A slider makes no use of Space: the flow plays from there, too.
  const isSlider = event.target instanceof HTMLInputElement && event.target.type === 'range' && event.key === ' '
  if (
    isOnControl(event.target) &&
    !isSlider &&
    ['Enter', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)
  )
    return
  // Tabs and cells have the arrows for themselves.
  if (event.target instanceof Element && event.target.closest('[role="tab"]') !== null && event.key.startsWith('Arrow'))
    return
  const asked = findShortcut(event, 'explorer', host.platform === 'darwin')
  if (asked === null) return
  event.preventDefault()
  if (event.repeat && once.includes(asked)) return
  const arrow = arrows[event.key]
  if (explorer.patch !== null && arrow !== undefined && !event.shiftKey) explorer.movePatch(...arrow)
  else actions(stage, toMatrix)[asked]?.()
}

/** What can be done on the page of one photo; leaving it is what other views are for. */
export function listExplorerActions(stage: () => Zoomable | null, toMatrix: () => void): Action[] {
  const leaving: readonly string[] = ['explorer-close', 'explorer-review']
  return (Object.keys(actions(null, toMatrix)) as ShortcutId[])
    .filter((id) => !leaving.includes(id))
    .map((id) => ({
      id,
      isOn: () => review.photo !== null,
      run: () => actions(stage(), toMatrix)[id]?.(),
    }))
}

const arrows: Partial<Record<string, [across: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

function cycleToken(): void {
  const choices = (explorer.map?.tokens ?? 1) > 1 ? tokenChoices : tokenChoices.slice(0, 1)
  explorer.chooseToken(
    explorer.patch === null ? choices[(choices.indexOf(overlay.token) + 1) % choices.length]! : overlay.token,
  )
}

function stepLayer(step: 1 | -1): void {
  explorer.pause()
  const from = explorer.patch === null ? overlay.layer : explorer.looked.layer
  overlay.layer = from
  overlay.stepLayer(step, explorer.map?.layers ?? 0)
  // A patch has no rollout: its first layer is the first.
  if (explorer.patch !== null && overlay.layer === null) overlay.layer = 0
}

const discardBy = (by: number): void => {
  explorer.discard = Math.round(100 * Math.max(0, Math.min(mostDiscarded, explorer.discard + by))) / 100
}

function actions(stage: Zoomable | null, toMatrix: () => void): Partial<Record<ShortcutId, () => void>> {
  const heads = explorer.map?.heads ?? 0
  return {
    'explorer-next': () => review.go(1),
    'explorer-previous': () => review.go(-1),
    'explorer-token': cycleToken,
    'explorer-rollout': () => explorer.choose({ layer: null, head: null }),
    'explorer-previous-layer': () => stepLayer(-1),
    'explorer-next-layer': () => stepLayer(1),
    'explorer-previous-head': () => overlay.stepHead(-1, heads),
    'explorer-next-head': () => overlay.stepHead(1, heads),
    'explorer-fusion': () => {
      explorer.fusion = headFusions[(headFusions.indexOf(explorer.fusion) + 1) % headFusions.length]!
    },
    'explorer-discard-more': () => discardBy(0.05),
    'explorer-discard-less': () => discardBy(-0.05),
    'explorer-play': () => {
      if (explorer.isPlaying) explorer.pause()
      else explorer.play()
    },
    'explorer-flow-next': () => explorer.step(1),
    'explorer-flow-previous': () => explorer.step(-1),
    'explorer-patch': () => {
      if (explorer.patch === null) explorer.movePatch(0, 0)
      else explorer.pick(null)
    },
    'explorer-matrix': toMatrix,
    'explorer-scale': () => {
      explorer.isCommon = !explorer.isCommon
    },
    'explorer-ground': () => {
      explorer.isOverPhoto = !explorer.isOverPhoto
    },
    'explorer-map': () => {
      explorer.isMapOn = !explorer.isMapOn
    },
    'explorer-smooth': () => {
      overlay.isSmooth = !overlay.isSmooth
    },
    'explorer-zoom': () => stage?.toggle(),
    'explorer-zoom-in': () => stage?.zoom(1),
    'explorer-zoom-out': () => stage?.zoom(-1),
    'explorer-save': () => void saveFigure('png'),
    'explorer-review': () => {
      navigation.view = 'review'
    },
    'explorer-close': () => {
      if (explorer.patch !== null) explorer.pick(null)
      else navigation.view = explorer.cameFrom
    },
  }
}
