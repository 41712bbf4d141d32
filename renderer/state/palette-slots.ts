/** A class in a place of its own. `use` counts up: the smallest was given longest ago. */
export interface Slot { className: string; use: number }

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

/** Which digit gives which class: of few classes each has its own; of many, 1–5 are the photo's guesses and 6–0 the slots. */
export function assignKeys(classes: readonly string[], guesses: readonly string[], slots: readonly Slot[]): Map<string, string> {
  if (isSmallPalette(classes)) return new Map(classes.map((className, index) => [String((index + 1) % 10), className]))
  return new Map([
    ...guesses.slice(0, 5).map((className, index) => [String(index + 1), className] as const),
    ...slots.map(({ className }, index) => [slotKeys[index]!, className] as const),
  ])
}

/** Whether every class can have a digit of its own. */
export const isSmallPalette = (classes: readonly string[]): boolean => classes.length <= 10
