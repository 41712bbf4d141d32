/**
 * Patches a side and number of tokens of a rollout's bytes, [tokens,
 * side²] with one or two tokens; null where it is neither.
 */
export function readRolloutShape(length: number): { tokens: 1 | 2; side: number } | null {
  for (const tokens of [1, 2] as const) {
    const side = Math.sqrt(length / tokens)
    if (length > 0 && Number.isInteger(side)) return { tokens, side }
  }
  return null
}

/** One map of both tokens: their mean, patch by patch. */
export function blendTokens(rollout: Uint8Array, { tokens, side }: { tokens: 1 | 2; side: number }): Float32Array {
  const patches = side * side
  return Float32Array.from({ length: patches }, (_, patch) =>
    tokens === 1 ? rollout[patch]! : (rollout[patch]! + rollout[patches + patch]!) / 2,
  )
}

/**
 * Side of the square that the model saw, as a part of the longer side of a photo that is shown whole. DeiT's
 * preprocessing takes the middle 224 of a shorter side resized to 256; a card does not say how its own model was set,
 * the review does.
 */
export function seenPart(width: number, height: number): number {
  return width > 0 && height > 0 ? (0.875 * Math.min(width, height)) / Math.max(width, height) : 0
}
