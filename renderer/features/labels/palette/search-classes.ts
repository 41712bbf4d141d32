/** What a search of classes offers: known ones, and a new one where the text names none of them. */
export interface ClassOffer {
  matches: string[]
  isNew: boolean
  /** Names that hold the text's letters here and there: behind a new class, so that Enter never gives one of them unasked. */
  far: string[]
}

/** How well a name matches a text, 0 (not at all) to 1. */
export type Score = (name: string, text: string) => number

/**
 * The classes to offer for what was typed: without a text the most recent first, then all others in their order; with one
 * the best matches, recent ones first among equals. A name typed in full always comes first.
 */
export function searchClasses(
  classes: readonly string[],
  recent: readonly string[],
  text: string,
  score: Score,
  limit = 50,
): ClassOffer {
  const wanted = text.normalize('NFC').trim()
  const known = new Set(classes)
  const inOrder = [...recent.filter((name) => known.has(name)), ...classes.filter((name) => !recent.includes(name))]
  if (wanted === '') return { matches: inOrder.slice(0, limit), isNew: false, far: [] }
  const lower = wanted.toLowerCase()
  const scored = inOrder.flatMap((name) => {
    const points = name.toLowerCase() === lower ? 2 + Number(name === wanted) : score(name, wanted)
    return points > 0 ? [{ name, points }] : []
  })
  const best = scored
    .sort((one, other) => other.points - one.points)
    .slice(0, limit)
    .map(({ name }) => name)
  const isNear = (name: string): boolean => name.toLowerCase().includes(lower)
  return {
    matches: best.filter(isNear),
    far: best.filter((name) => !isNear(name)),
    isNew: !inOrder.some((name) => name.toLowerCase() === lower),
  }
}
