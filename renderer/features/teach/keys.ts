import type { LabelTarget } from '../../../electron/api/page.ts'
import { isCovered, isOnControl, isTyping } from '../../app/focus.ts'
import { findShortcut, type ShortcutId } from '../../app/keys/shortcuts.ts'
import { host } from '../../host/host.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { predictionOf } from '../labels/palette/prediction-keys.ts'
import { sayNoClass } from '../labels/palette/say-no-class.ts'
import { audit } from './audit.svelte.ts'
import { labelNext } from './label-next.svelte.ts'

export interface KeyContext {
  /** Photos in a row of the grid. */
  columns: number
  give: (to: LabelTarget) => void
  leave: () => void
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

const ofPage = (columns: number): Actions => ({
  'teach-wrong': () => labelNext.toggle(),
  'teach-move': ({ key }) =>
    labelNext.moveTo(stepInGrid(key, labelNext.focused, { columns, count: labelNext.cards.length })),
  'teach-invert': () => labelNext.invert(),
  'teach-back': () => labelNext.go(-1),
})

const ofSingles: Actions = {
  'teach-prediction': (event) => sayNoClass(event, 'teach-search-class'),
  'teach-move': ({ key }) =>
    labelNext.go(
      key === 'Home'
        ? 0
        : key === 'End'
          ? labelNext.queue.length - 1
          : labelNext.place + (key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1),
    ),
  'teach-back': () => labelNext.go(labelNext.place - 1),
}

const sayNone = (event: KeyboardEvent): void => sayNoClass(event, 'teach-search-class')

const ofQuestion: Actions = {
  'teach-digit': sayNone,
  'teach-accept': () => void labelNext.accept(),
  'teach-skip': () => void labelNext.skip(),
  'teach-search-class': () => {
    labelNext.isSearching = labelNext.phase === 'page' ? labelNext.targets.length > 0 : labelNext.photo !== null
  },
}

const ofAudit = (columns: number): Actions => ({
  'teach-accept': () => void audit.confirm(),
  'teach-wrong': () => audit.toggle(),
  'teach-move': ({ key }) => audit.moveTo(stepInGrid(key, audit.focused, { columns, count: audit.cards.length })),
  'teach-digit': sayNone,
  'teach-search-class': () => {
    audit.isSearching = audit.target !== null
  },
})

/** Held down, only moving repeats: no held key answers page after page. */
const repeated: readonly ShortcutId[] = ['teach-move']

/** What a key does in "Label next". */
export function actOnKey(event: KeyboardEvent, { columns, give, leave }: KeyContext): void {
  if (event.defaultPrevented || isCovered() || isTyping(event.target)) return
  if (isOnControl(event.target) && ['Enter', ' '].includes(event.key)) return
  const isAudit = audit.isShown
  const canGive = isAudit ? audit.cards.length > 0 : labelNext.question !== null
  const predictions = isAudit || labelNext.phase === 'page' ? [] : (labelNext.detail?.fused ?? [])
  const ref = canGive ? (palette.classOf(event) ?? predictionOf(event, predictions)?.ref ?? null) : null
  const found = findShortcut(event, 'teach', host.platform === 'darwin')
  const actions: Actions = {
    ...(isAudit ? ofAudit(columns) : { ...ofQuestion, ...(labelNext.phase === 'page' ? ofPage(columns) : ofSingles) }),
    'teach-close': leave,
  }
  if (ref === null && (found === null || actions[found] === undefined)) return
  event.preventDefault()
  if (ref !== null) {
    if (!event.repeat) give(ref)
  } else if (!event.repeat || repeated.includes(found!)) actions[found!]!(event)
}
