/** A class in a place of its own. `use` counts up: the smallest was given longest ago. */
export interface Slot {
  className: string
  use: number
}

/** Keys of the classes last given, in the order of their places. */
export const slotKeys = ['6', '7', '8', '9', '0'] as const

/** Puts a class that was given into its place: its own if it has one, else a free one, else that of the class given longest ago. */
export function useSlot(slots: readonly Slot[], className: string): Slot[] {
  const use = 1 + slots.reduce((last, slot) => Math.max(last, slot.use), 0)
  const known = slots.findIndex((slot) => slot.className === className)
  const oldest = slots.reduce((best, slot, index) => (slot.use < slots[best]!.use ? index : best), 0)
  const place = known >= 0 ? known : slots.length < slotKeys.length ? slots.length : oldest
  return slots.toSpliced(place, 1, { className, use })
}

/** The classes last given, newest first. */
export function listRecent(slots: readonly Slot[]): string[] {
  return slots.toSorted((one, other) => other.use - one.use).map(({ className }) => className)
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const
/** Keys by place: the digits, then the digits with Shift. */
const banks: readonly string[] = [...digits, ...digits.map((digit) => `shift+${digit}`)]

export interface KeyedClass {
  name: string
  key: string | null
}

export interface KeyQuestion {
  /** All classes that can be given, in their order. */
  classes: readonly string[]
  /** Those of them that are the project's own, with the keys that a person gave them. */
  own: readonly KeyedClass[]
  /** The photo's predictions, best first. */
  predictions: readonly string[]
  slots: readonly Slot[]
}

/**
 * Which key gives which class. A key that a person gave to a class is that class's. Of up to twenty classes each other one has a digit,
 * or a digit with Shift, by its place. Of more, 1–5 are the photo's predictions, 6–0 the classes given last, and Shift and a digit the
 * project's own classes by their place.
 */
export function assignKeys({ classes, own, predictions, slots }: KeyQuestion): Map<string, string> {
  const keys = new Map(own.flatMap(({ name, key }) => (key === null ? [] : [[key, name] as const])))
  const keyed = new Set(keys.values())
  const put = (key: string, name: string | undefined): void => {
    if (name !== undefined && !keys.has(key)) keys.set(key, name)
  }
  if (isSmallPalette(classes)) {
    const free = banks.filter((key) => !keys.has(key))
    classes.filter((name) => !keyed.has(name)).forEach((name, index) => put(free[index]!, name))
    return keys
  }
  digits.slice(0, 5).forEach((digit, index) => put(digit, predictions[index]))
  slotKeys.forEach((digit, index) => put(digit, slots[index]?.className))
  banks.slice(10).forEach((key, index) => put(key, own.filter(({ name }) => !keyed.has(name))[index]?.name))
  return keys
}

/** Whether every class can have a key of its own. */
export const isSmallPalette = (classes: readonly string[]): boolean => classes.length <= banks.length

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
  // Which of a digit's two signs needs Shift is the keyboard's business: the one that is no digit means the second bank.
  const digit = /^Digit([0-9])$/.exec(code)?.[1]
  if (digit !== undefined) return `shift+${digit}`
  return key.length === 1 && !shiftKey ? key.toLowerCase() : null
}

/** What is drawn for a key of `assignKeys`: `⇧1` for the second bank. */
export const capOfKey = (key: string): string => key.replace('shift+', '⇧').toUpperCase()
