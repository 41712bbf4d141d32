/** Photos of a page at most: as many as a person looks through at a glance. */
export const pageSize = 40
/** From this expected share of right predictions on, a page is worth looking through. */
const fewestRight = 0.5

/** What can be asked: rows that no person has answered, with what is predicted for them. */
export interface Candidates {
  /** Rows without a label. */
  rows: readonly number[]
  /** For each row of the pool: place of the predicted class, −1 where there is none, and its probability. */
  top: Int32Array
  confidence: Float64Array
  /** By how much probabilities are to be believed, 0 to 1. */
  trust: number
  /** Labels so far. */
  labels: number
  /** Probabilities of all classes for a row. */
  explain: (row: number) => Float64Array
}

/** What to ask a person next. */
export type Question =
  /** Photos of one prediction: the wrong ones are clicked, the rest is accepted. */
  | { kind: 'page'; place: number; rows: number[]; expectedWrong: number }
  /** Photos that are labeled one by one, the least certain first. */
  | { kind: 'singles'; rows: number[]; expectedWrong: number }

interface Page {
  place: number
  rows: number[]
  expectedWrong: number
  /** Errors put right for each action. */
  gain: number
}

/**
 * What gives the most errors put right for each action of a person. A page costs one key, a click for each of the e
 * photos that are wrong, and one key for each of the d other classes among them: its yield is e / (1 + e + d). A photo
 * asked alone costs one key and puts right 1 − q·p. Of the max(10, n/10) least certain photos those are asked that
 * yield more than the best page, where they are a quarter of them at least.
 *
 * @returns null where every photo has a label or no prediction
 */
export function chooseQuestion(candidates: Candidates): Question | null {
  const { rows, top, confidence, trust, labels } = candidates
  const open = rows.filter((row) => top[row]! >= 0)
  if (open.length === 0) return null
  const best = bestPage(candidates, open)
  const doubtful = open
    .toSorted((one, other) => confidence[one]! - confidence[other]! || one - other)
    .slice(0, Math.max(10, Math.floor(labels / 10)))
  const singles = doubtful.filter((row) => 1 - trust * confidence[row]! > (best?.gain ?? 0))
  if (best === null || singles.length >= doubtful.length / 4) {
    const asked = best === null ? doubtful : singles
    return {
      kind: 'singles',
      rows: asked,
      expectedWrong: asked.reduce((sum, row) => sum + 1 - trust * confidence[row]!, 0),
    }
  }
  return { kind: 'page', place: best.place, rows: best.rows, expectedWrong: best.expectedWrong }
}

/** The page with the best yield of those that are worth looking through; null where there is none. */
function bestPage(candidates: Candidates, open: readonly number[]): Page | null {
  let best: Page | null = null
  for (const [place, rows] of Map.groupBy(open, (row) => candidates.top[row]!)) {
    const page = measurePage(candidates, place, mostCertain(candidates, rows))
    if (page !== null && (best === null || page.gain > best.gain)) best = page
  }
  return best
}

/** The most certain of one prediction, a page of them. */
export const mostCertain = ({ confidence }: Pick<Candidates, 'confidence'>, rows: readonly number[]): number[] =>
  rows.toSorted((one, other) => confidence[other]! - confidence[one]! || one - other).slice(0, pageSize)

function measurePage({ confidence, trust, explain }: Candidates, place: number, rows: number[]): Page | null {
  const right = rows.reduce((sum, row) => sum + trust * confidence[row]!, 0)
  if (right < fewestRight * rows.length) return null
  const expectedWrong = rows.length - right
  return { place, rows, expectedWrong, gain: expectedWrong / (1 + expectedWrong + otherClasses()) }

  /** How many other classes are to be expected among them: 1 − Π(1 − chance of the class) for each. */
  function otherClasses(): number {
    let none: Float64Array | null = null
    for (const row of rows) {
      const chances = explain(row)
      none ??= new Float64Array(chances.length).fill(1)
      const wrong = 1 - trust * confidence[row]!
      const rest = 1 - chances[place]!
      for (let c = 0; c < chances.length; c++) if (c !== place && rest > 0) none[c]! *= 1 - (wrong * chances[c]!) / rest
    }
    return none === null ? 0 : none.reduce((sum, chance, c) => sum + (c === place ? 0 : 1 - chance), 0)
  }
}
