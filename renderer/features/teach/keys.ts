import type { LabelTarget } from '../../../electron/api/page.ts'
import { runAction } from '../../app/actions/action.ts'
import { edits } from '../../app/edits.svelte.ts'
import { isCovered, isOnControl, isTyping } from '../../app/focus.ts'
import { findShortcut, type ShortcutId } from '../../app/keys/shortcuts.ts'
import { host } from '../../host/host.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { predictionOf } from '../labels/palette/prediction-keys.ts'
import { sayNoClass } from '../labels/palette/say-no-class.ts'
import { audit } from './audit.svelte.ts'
import { labelNext } from './label-next.svelte.ts'
import { listTeachActions } from './teach-actions.ts'

export interface KeyContext {
  /** Photos in a row of the grid. */
  columns: number
  give: (to: LabelTarget) => void
  leave: () => void
  openMenu: () => void
}

type Actions = { [Id in ShortcutId]?: (event: KeyboardEvent) => void }

/** The place that a key leads to in a grid of photos. */
export function stepInGrid(key: string, at: number, { columns, count }: { columns: number; count: number }): number {
  const steps: Partial<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key] ?? at
  return to < 0 || to >= count ? at : to
}

const move = (event: KeyboardEvent, columns: number): void => {
  const { key } = event
  if (audit.isShown) audit.moveTo(stepInGrid(key, audit.focused, { columns, count: audit.cards.length }))
  else if (labelNext.phase === 'page')
    labelNext.moveTo(stepInGrid(key, labelNext.focused, { columns, count: labelNext.cards.length }))
  else
    labelNext.go(
      key === 'Home'
        ? 0
        : key === 'End'
          ? labelNext.queue.length - 1
          : labelNext.place + (key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1),
    )
}

/** What only keys do. */
const listByKey = ({ columns, leave, openMenu }: KeyContext): Actions => ({
  'teach-move': (event) => move(event, columns),
  'teach-close': leave,
  'teach-menu': openMenu,
  'teach-undo': () => void edits.undo(),
  'teach-digit': (event) => sayNoClass(event, 'teach-search-class'),
  ...(audit.isShown || labelNext.phase === 'page'
    ? {}
    : { 'teach-prediction': (event: KeyboardEvent) => sayNoClass(event, 'teach-search-class') }),
})

/** Held down, only moving repeats: no held key answers page after page. */
const repeated: readonly ShortcutId[] = ['teach-move']

/** What a key does in "Label next". */
export function actOnKey(event: KeyboardEvent, context: KeyContext): void {
  if (event.defaultPrevented || isCovered() || isTyping(event.target)) return
  if (isOnControl(event.target) && ['Enter', ' '].includes(event.key)) return
  const isAudit = audit.isShown
  const canGive = isAudit ? audit.cards.length > 0 : labelNext.question !== null
  const predictions = isAudit || labelNext.phase === 'page' ? [] : (labelNext.detail?.fused ?? [])
  const ref = canGive ? (palette.classOf(event) ?? predictionOf(event, predictions)?.ref ?? null) : null
  const found = findShortcut(event, 'teach', host.platform === 'darwin')
  const byKey = listByKey(context)
  const table = listTeachActions()
  if (ref === null && (found === null || (byKey[found] === undefined && !table.some(({ id }) => id === found)))) return
  event.preventDefault()
  if (ref !== null) {
    if (!event.repeat) context.give(ref)
  } else if (!event.repeat || repeated.includes(found!)) {
    const act = byKey[found!]
    if (act === undefined) runAction(table, found!)
    else act(event)
  }
}
