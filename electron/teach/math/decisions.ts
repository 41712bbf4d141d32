import type { Committee } from './committee.ts'

/** Argmax, or probabilities. */
export type DecisionKind = 'hard' | 'soft'

/** Rows between two pauses. */
const rowsAStep = 256
/** Soft decisions are rounded to this fraction, so that sums of rows weighted by them are exact, too. */
const stepsPerDecision = 1024

/** What a teacher says of rows: for each, classes and their shares, which add up to 1. */
export interface Decisions {
  classIds: readonly number[]
  /** Where the entries of each row begin and end; none where the teacher says nothing of it. */
  spans: Map<number, [from: number, to: number]>
  places: number[]
  shares: number[]
}

const noDecisions = (classIds: readonly number[]): Decisions => ({
  classIds,
  spans: new Map(),
  places: [],
  shares: [],
})

/**
 * Adds what a teacher says of a row: all of it for the likeliest class (hard: Touvron et al. 2021, arXiv 2012.12877,
 * eq. 3), or its probabilities (soft: Hinton, Vinyals, Dean 2015, arXiv 1503.02531), where those below 1/2048 go to the
 * likeliest, too. Probabilities are calibrated; to soften them by a temperature of 2, as networks' are by 3, makes
 * heads worse (see the README).
 *
 * @param probabilities [classes]; all 0 where every class was called wrong: then nothing is said of the row
 */
function addDecision(into: Decisions, kind: DecisionKind, probabilities: Float64Array, row: number): void {
  let best = 0
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
  if (!(probabilities[best]! > 0)) return
  const from = into.places.length
  let rest = stepsPerDecision
  if (kind === 'soft')
    for (let c = 0; c < probabilities.length; c++) {
      const steps = c === best ? 0 : Math.min(rest, Math.round(probabilities[c]! * stepsPerDecision))
      if (steps === 0) continue
      into.places.push(c)
      into.shares.push(steps / stepsPerDecision)
      rest -= steps
    }
  if (rest > 0) {
    into.places.push(best)
    into.shares.push(rest / stepsPerDecision)
  }
  into.spans.set(row, [from, into.places.length])
}

/**
 * What a committee decides on rows, hard and soft.
 *
 * @param rejected classes that a person called wrong for a row, by their ids: they are ruled out
 */
export function* decideAll(
  teacher: Committee,
  rows: readonly number[],
  rejected: ReadonlyMap<number, readonly number[]>,
): Generator<undefined, Record<DecisionKind, Decisions>> {
  const decided = { hard: noDecisions(teacher.classIds), soft: noDecisions(teacher.classIds) }
  const places = new Map(teacher.classIds.map((id, place) => [id, place]))
  for (const [at, row] of rows.entries()) {
    const wrong = (rejected.get(row) ?? []).flatMap((id) => places.get(id) ?? [])
    const probabilities = teacher.decide(row, wrong)
    if (probabilities !== null)
      for (const kind of ['hard', 'soft'] as const) addDecision(decided[kind], kind, probabilities, row)
    if (at % rowsAStep === rowsAStep - 1) yield
  }
  return decided
}
