import type { ClassRef } from '../../../../electron/api/page.ts'

/** A class in a place of its own. `use` counts up: the smallest was given longest ago. */
export interface Slot {
  ref: ClassRef
  use: number
}

/** Keys of the classes last given, in the order of their places. */
export const slotKeys = ['6', '7', '8', '9', '0'] as const

/**
 * Puts a class that was given into its place:
 * its own if it has one, else a free one, else that of the class given longest ago.
 */
export function useSlot(slots: readonly Slot[], ref: ClassRef): Slot[] {
  const use = 1 + slots.reduce((last, slot) => Math.max(last, slot.use), 0)
  const known = slots.findIndex((slot) => slot.ref === ref)
  const oldest = slots.reduce((best, slot, index) => (slot.use < slots[best]!.use ? index : best), 0)
  const place = known >= 0 ? known : slots.length < slotKeys.length ? slots.length : oldest
  return slots.toSpliced(place, 1, { ref, use })
}

/** The classes last given, newest first. */
export function listRecent(slots: readonly Slot[]): ClassRef[] {
  return slots.toSorted((one, other) => other.use - one.use).map(({ ref }) => ref)
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
/** Keys by place: the digits, then the digits with Shift. */
const banks: readonly string[] = [...digits, ...digits.map((digit) => `shift+${digit}`)]

export interface KeyedClass {
  id: number
  key: string | null
}

export interface KeyQuestion {
  /** All classes that can be given, in their order. */
  classes: readonly ClassRef[]
  /** Those of them that are the project's own, with the keys that a person gave them. */
  own: readonly KeyedClass[]
  /** The photo's predictions, best first. */
  predictions: readonly ClassRef[]
  slots: readonly Slot[]
}

/**
 * Which key gives which class. A key that a person gave to a class is that class's. Of up to twenty classes each other
 * one has a digit, or a digit with Shift, by its place. Of more, 1–5 are the photo's predictions, 6–0 the classes given
 * last, and Shift and a digit the project's own classes by their place.
 */
export function assignKeys({ classes, own, predictions, slots }: KeyQuestion): Map<string, ClassRef> {
  const keys = new Map<string, ClassRef>(own.flatMap(({ id, key }) => (key === null ? [] : [[key, id] as const])))
  const keyed = new Set(keys.values())
  const put = (key: string, ref: ClassRef | undefined): void => {
    if (ref !== undefined && !keys.has(key)) keys.set(key, ref)
  }
  if (isSmallPalette(classes)) {
    const free = banks.filter((key) => !keys.has(key))
    classes.filter((ref) => !keyed.has(ref)).forEach((ref, index) => put(free[index]!, ref))
    return keys
  }
  const known = new Set(classes)
  digits.slice(0, 5).forEach((digit, index) => put(digit, predictions[index]))
  // A class that was given and is gone keeps its place, and has no key.
  slotKeys.forEach((digit, index) => put(digit, slots.map(({ ref }) => (known.has(ref) ? ref : undefined))[index]))
  banks.slice(10).forEach((key, index) => put(key, own.filter(({ id }) => !keyed.has(id))[index]?.id))
  return keys
}

/** Whether every class can have a key of its own. */
export const isSmallPalette = (classes: readonly unknown[]): boolean => classes.length <= banks.length

/** What a key press is called in `assignKeys`; null where it gives no class on any keyboard. */
export function nameClassKey({
  key,
  code,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | null {
  if (ctrlKey || metaKey || altKey) return null
  if (/^[0-9]$/.test(key)) return key
  // Which of a digit's two signs needs Shift is the keyboard's business:
  // the one that is no digit means the second bank.
  const digit = /^Digit([0-9])$/.exec(code)?.[1]
  if (digit !== undefined) return `shift+${digit}`
  return key.length === 1 && !shiftKey ? key.toLowerCase() : null
}

/** What is drawn for a key of `assignKeys`: `⇧1` for the second bank. */
export const capOfKey = (key: string): string => key.replace('shift+', '⇧').toUpperCase()
