import type { TeachMode } from '../catalog/teach-modes.ts'
import type { LeftOutRow } from './left-out-row.ts'
import type { DecisionKind } from './math/decisions.ts'

/** Which of a teacher's decisions a head learns from, and on which token of the first model. */
export interface Distillation {
  kind: DecisionKind
  token: number
}

/** Modes in which a teacher teaches one head. */
export const distilledModes: Partial<Record<TeachMode, Distillation>> = {
  'hard-with-token': { kind: 'hard', token: 1 },
  hard: { kind: 'hard', token: 0 },
  soft: { kind: 'soft', token: 0 },
}

/**
 * Modes that there are, the usual one first: a teacher is only where a second model has run.
 *
 * @param tokens of each model, the project's own first
 */
export function listModes([own = 1, ...others]: readonly number[]): TeachMode[] {
  const alone: TeachMode[] = own > 1 ? ['both-tokens', 'class-token'] : ['class-token']
  if (others.length === 0) return alone
  return ['committee', ...alone, ...(own > 1 ? (['hard-with-token'] as const) : []), 'hard', 'soft']
}

/**
 * The part that each head which learns from labels alone has in the average of logits: one for each token of each
 * model, in their order. 0 where the head is only asked for its own opinion, null where it is not needed. What is
 * missing to 1 is the part of the distilled head.
 */
export function shareOut(mode: TeachMode, tokens: readonly number[]): (number | null)[] {
  return tokens.flatMap((count, model) => Array.from({ length: count }, (_, token) => share(model, token)))

  function share(model: number, token: number): number | null {
    if (mode === 'committee') return 1 / (tokens.length * tokens[model]!)
    if (model > 0) return null
    if (mode === 'both-tokens') return 1 / tokens[0]!
    if (mode === 'class-token') return token === 0 ? 1 : 0
    if (mode === 'hard-with-token') return token === 0 ? 0.5 : null
    return 0
  }
}

/** How a mode does on labels that it did not see. */
export interface ModeRecord {
  mode: TeachMode
  /** Labels that were left out, and how many of them were predicted right. */
  rows: number
  right: number
}

export const recordMode = (mode: TeachMode, left: readonly LeftOutRow[]): ModeRecord => ({
  mode,
  rows: left.length,
  right: left.filter(({ classId, predicted }) => classId === predicted).length,
})

/** By how much a mode must be better than the usual one. */
const leastGain = 0.005

/**
 * The mode to use: the usual one (the first), unless another is right on more of the same rows, by half a point and by
 * two standard errors of the paired difference (McNemar 1947) at least: with fewer it would change with every label. Of
 * several the one that is right most often, the first of equals.
 */
export function chooseMode(judged: ReadonlyMap<TeachMode, readonly LeftOutRow[]>): TeachMode | null {
  const [first, ...others] = [...judged]
  if (first === undefined) return null
  const isRight = ({ classId, predicted }: LeftOutRow): boolean => classId === predicted
  const usual = new Map(first[1].map((row) => [row.row, isRight(row)]))
  let best = { mode: first[0], gain: 0 }
  for (const [mode, rows] of others) {
    let [won, lost] = [0, 0]
    for (const row of rows) {
      const before = usual.get(row.row)
      if (before === undefined || before === isRight(row)) continue
      if (before) lost++
      else won++
    }
    const gain = won - lost
    if (gain > best.gain && gain >= Math.max(leastGain * rows.length, 2 * Math.sqrt(won + lost))) best = { mode, gain }
  }
  return best.mode
}
