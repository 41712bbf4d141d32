import { type ClassInfo, classKeyPattern, classKeys } from '../../../electron/api/page.ts'
import { type KeyPress, latinKey } from './shortcuts.ts'

/**
 * The class that each key gives: the keys that are kept with the classes, and no others. Automatic ones first, in the
 * order of the keyboard, then letters. Nothing else has a say: no order, no prediction, no view.
 */
export function mapClassKeys(labelSet: readonly Pick<ClassInfo, 'id' | 'key'>[]): Map<string, number> {
  const rank = (key: string): number => {
    const place = classKeys.indexOf(key)
    return place < 0 ? classKeys.length : place
  }
  return new Map(
    labelSet
      .flatMap(({ id, key }) => (key === null ? [] : [[key, id] as const]))
      .sort(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other)),
  )
}

/** Whether a class can have this key: a letter, a digit, or a digit with Shift. */
export const isClassKey = (key: string): boolean => classKeyPattern.test(key)

/**
 * What a key press is called where classes keep it; null where no class can have it, on any keyboard.
 *
 * @param key what it types, or what it would type on a keyboard with Latin letters
 */
export function nameClassKey(
  { code, ctrlKey, metaKey, altKey, shiftKey }: Pick<KeyPress, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  key: string,
): string | null {
  if (ctrlKey || metaKey || altKey) return null
  if (/^[0-9]$/.test(key)) return key
  // Which of a digit's two signs needs Shift is the keyboard's business:
  // the one that is no digit means the digit with Shift.
  const digit = /^Digit([0-9])$/.exec(code ?? '')?.[1]
  if (digit !== undefined) return `shift+${digit}`
  return key.length === 1 && !shiftKey ? key.toLowerCase() : null
}

/** The class that a key press gives, or null: what the key types counts first, then what its cap says in Latin. */
export function classOfKey(event: KeyPress, keys: ReadonlyMap<string, number>): number | null {
  for (const typed of [event.key, latinKey(event)]) {
    const id = keys.get(nameClassKey(event, typed) ?? '')
    if (id !== undefined) return id
  }
  return null
}

/** What is drawn for the key of a class: `⇧1` for a digit with Shift. */
export const capOfKey = (key: string): string => key.replace('shift+', '⇧').toUpperCase()
