/** Something that the command palette offers. */
export interface Offered {
  id: string
  /** What it is found by: what it is called, in each language. */
  names: readonly string[]
}

/** What is typed and what it is compared with: without case, accents, marks of direction; ё is е. */
const plain = (text: string): string =>
  text
    .replaceAll(/[\u2066-\u2069]/g, '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim()

/** How well a name matches the words, 0 (one of them is missing) and up: whole names, beginnings of words, parts. */
function score(name: string, words: readonly string[]): number {
  const text = plain(name)
  const own = text.split(/[^\p{L}\p{N}]+/u)
  let points = 0
  for (const word of words) {
    if (own.includes(word)) points += 4
    else if (own.some((part) => part.startsWith(word))) points += 3
    else if (text.includes(word)) points += 1
    else return 0
  }
  const typed = words.join(' ')
  return points / words.length + (text === typed ? 4 : text.startsWith(typed) ? 2 : 0)
}

/**
 * What to offer for what was typed: without a text what was done last first, then all others in their order; with one
 * what has all its words, the best first, what was done last first among equals.
 */
export function searchOffers<One extends Offered>(
  offers: readonly One[],
  recent: readonly string[],
  text: string,
  limit = 60,
): One[] {
  const byId = new Map(offers.map((one) => [one.id, one]))
  const last = new Set(recent)
  const inOrder = [...recent.flatMap((id) => byId.get(id) ?? []), ...offers.filter(({ id }) => !last.has(id))]
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return inOrder.slice(0, limit)
  return inOrder
    .map((one) => ({ one, points: Math.max(...one.names.map((name) => score(name, words))) }))
    .filter(({ points }) => points > 0)
    .sort((first, second) => second.points - first.points)
    .slice(0, limit)
    .map(({ one }) => one)
}
