import type { LabelTarget } from '../../../electron/api/page.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { languages, type PlainKey } from '../../i18n/resources.ts'
import { translate } from '../../i18n/translate.ts'
import { type ShortcutId, shortcuts } from '../keys/shortcuts.ts'

/** What the menu of a photo offers, in its order; each inner list is a group of it. */
export const photoItems = [
  ['accept', 'label', 'confirm', 'wrong'],
  ['flag', 'note', 'split'],
  ['review', 'similar', 'explore', 'reveal'],
  ['clear'],
] as const
export type PhotoItem = (typeof photoItems)[number][number]

/** Something that a person can do: by a key, in the command palette, in a menu or with a button. */
export interface Action {
  /** The id of its shortcut, whose keys it has; else a name of its own. */
  id: string
  /** What it is called; what its shortcut is called where there is none. */
  text?: PlainKey | (() => string)
  /** What it is called below the name of its item. */
  choice?: PlainKey
  /** Its place in the menu of a photo. */
  item?: PhotoItem
  /** Whether it can be done now; always, where it does not say. */
  isOn?: () => boolean
  /** Does it. A key calls it whatever `isOn` says: it is what says why it cannot be done. */
  run: () => void
}

/** What can be done where, and which photos it is about. */
export interface ActionTable {
  actions: readonly Action[]
  photos?: {
    ids: () => readonly number[]
    /** Gives them a class. */
    give: (to: LabelTarget) => void
  }
}

/** The id of the action's shortcut; null where no key calls it. */
export const shortcutOf = ({ id }: Pick<Action, 'id'>): ShortcutId | null =>
  shortcuts.find((shortcut) => shortcut.id === id)?.id ?? null

const keyOf = ({ id, text }: Action): PlainKey | null =>
  typeof text === 'string' ? text : (shortcuts.find((shortcut) => shortcut.id === id)?.does ?? null)

/** What an action is called, in the language of the page. */
export function sayAction(action: Action): string {
  if (typeof action.text === 'function') return action.text()
  const key = keyOf(action)
  return key === null ? action.id : t(key)
}

/** What an action is found by: what it is called in each language, the one of the page first. */
export function listNames(action: Action): string[] {
  const key = keyOf(action)
  const others = key === null ? [] : languages.map((language) => translate(language, key))
  return [...new Set([sayAction(action), ...others])]
}

/** Does what a key asks for; gives whether the table has it. */
export function runAction(actions: readonly Action[], id: string): boolean {
  const action = actions.find((one) => one.id === id)
  action?.run()
  return action !== undefined
}
