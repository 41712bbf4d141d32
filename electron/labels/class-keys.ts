/** Keys that classes are given when they are made, the lowest free one first. */
export const classKeys: readonly string[] = [
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((digit) => `shift+${digit}`),
]

/** A letter or a digit, as KeyboardEvent's `key` in lower case, or a digit with Shift. */
export const classKeyPattern = /^(?:[\p{Ll}\p{Lo}0-9]|shift\+[0-9])$/u
