import { blockProducts } from './block-products.ts'
import type { EmbeddingPool } from './embedding-pool.ts'
import type { Head } from './head.ts'
import { readRow, rowProducts } from './row-products.ts'

const rowsABlock = 256

/** A head on one token of one model, with its pool and its temperature. */
export interface Member {
  pool: EmbeddingPool
  head: Head
  temperature: number
  /** Its part in the average of all logits; 0 for one that is only asked for its own opinion. */
  share: number
}

/** For each row the likeliest class, as a place among the committee's, and its probability; −1 and 0 where none. */
export interface Answers {
  top: Int32Array
  confidence: Float64Array
}

/** What all members say together, and each of the first ones alone: those are the tokens of the first model. */
export interface CommitteeAnswers extends Answers {
  members: readonly Answers[]
}

/** Room for answers: of the committee, and of so many members. */
export const makeAnswers = (rows: number, members: number): CommitteeAnswers => ({
  ...makeRoom(rows),
  members: Array.from({ length: members }, () => makeRoom(rows)),
})

const makeRoom = (rows: number): Answers => ({
  top: new Int32Array(rows).fill(-1),
  confidence: new Float64Array(rows),
})

/** Probabilities of all classes for one row, of the committee and of each member alone. */
export interface Explanation {
  all: Float64Array
  members: Float64Array[]
}

/** A member's weights with its temperature folded in, and room for what is computed. */
interface Folded {
  pool: EmbeddingPool
  share: number
  weight: Float64Array
  bias: Float64Array
  vector: Float64Array
  logits: Float64Array
}

/**
 * Heads that decide together: logits τ(weight · x + bias) of each, averaged by their shares as DeiT averages those of
 * its two heads (Touvron et al. 2021, arXiv 2012.12877, and their released code), then softmax. All heads have the same
 * classes. The same labels give the same numbers, bit for bit.
 */
export class Committee {
  readonly classIds: readonly number[]
  readonly members: readonly Member[]
  readonly #folded: Folded[]
  readonly #mixed: Float64Array

  constructor(members: readonly Member[]) {
    this.members = members
    this.classIds = members[0]!.head.classIds
    this.#folded = members.map(({ head, temperature, pool, share }) => ({
      pool,
      share,
      weight: head.weight.map((value) => value * temperature),
      bias: head.bias.map((value) => value * temperature),
      vector: new Float64Array(pool.width),
      logits: new Float64Array(head.classIds.length),
    }))
    this.#mixed = new Float64Array(this.classIds.length)
  }

  /** Whether every member has an embedding of the row. */
  isUsable(row: number): boolean {
    return this.members.every(({ pool }) => pool.isUsable[row] === 1)
  }

  /**
   * Predicts all rows from `from` to below `to`.
   *
   * @param excluded places of classes that a person called wrong for a row
   */
  predict(
    into: CommitteeAnswers,
    { from, to, excluded }: { from: number; to: number; excluded: ReadonlyMap<number, readonly number[]> },
  ): void {
    const classes = this.classIds.length
    const blocks = this.#folded.map(() => new Float64Array(rowsABlock * classes))
    for (let start = from; start < to; start += rowsABlock) {
      const end = Math.min(start + rowsABlock, to)
      for (const [index, { pool, weight: matrix, bias }] of this.#folded.entries()) {
        const { data, width } = pool
        const block = blocks[index]!.subarray(0, (end - start) * classes)
        blockProducts(block, data.subarray(start * width, end * width), { matrix, bias, width })
      }
      for (let row = start; row < end; row++) {
        if (!this.isUsable(row)) {
          for (const answers of [into, ...into.members]) setBest(answers, row, null)
          continue
        }
        for (const [index, { logits }] of this.#folded.entries()) readLine(logits, blocks[index]!, row - start)
        this.#mix(excluded.get(row) ?? [])
        for (const [index, answers] of into.members.entries()) setBest(answers, row, this.#folded[index]!.logits)
        setBest(into, row, this.#mixed)
      }
    }
  }

  /** Probabilities of all classes for one row; null where a member has no embedding of it. */
  explain(row: number, wrong: readonly number[] = []): Explanation | null {
    const all = this.decide(row, wrong)
    return all && { all, members: this.#folded.map(({ logits }) => softmax(logits)) }
  }

  /** The same of the committee alone. */
  decide(row: number, wrong: readonly number[] = []): Float64Array | null {
    if (!this.isUsable(row)) return null
    this.#score(row, wrong)
    return softmax(this.#mixed)
  }

  #score(row: number, wrong: readonly number[]): void {
    for (const { pool, weight, bias, vector, logits } of this.#folded) {
      readRow(vector, pool.data, row * pool.width)
      rowProducts(logits, vector, weight, bias, pool.width)
    }
    this.#mix(wrong)
  }

  /** Averages the members' logits. */
  #mix(wrong: readonly number[]): void {
    const mixed = this.#mixed.fill(0)
    for (const { share, logits } of this.#folded) {
      for (const place of wrong) logits[place] = -Infinity
      if (share === 0) continue // of a class that is ruled out 0 · −∞ would come
      for (let c = 0; c < mixed.length; c++) mixed[c]! += share * logits[c]!
    }
  }
}

/** Where all classes are ruled out there is no answer: zeros. */
export function softmax(logits: Float64Array): Float64Array {
  let highest = -Infinity
  for (let c = 0; c < logits.length; c++) if (logits[c]! > highest) highest = logits[c]!
  const chances = new Float64Array(logits.length)
  if (highest === -Infinity) return chances
  let sum = 0
  for (let c = 0; c < logits.length; c++) sum += chances[c] = Math.exp(logits[c]! - highest)
  for (let c = 0; c < logits.length; c++) chances[c]! /= sum
  return chances
}

function readLine(into: Float64Array, lines: Float64Array, line: number): void {
  for (let c = 0; c < into.length; c++) into[c] = lines[line * into.length + c]!
}

function setBest({ top, confidence }: Answers, row: number, logits: Float64Array | null): void {
  let best = -1
  let highest = -Infinity
  if (logits !== null)
    for (let c = 0; c < logits.length; c++) if (logits[c]! > highest) [best, highest] = [c, logits[c]!]
  top[row] = best
  confidence[row] = 0
  if (logits === null || best < 0) return
  let sum = 0
  for (let c = 0; c < logits.length; c++) sum += Math.exp(logits[c]! - highest)
  confidence[row] = 1 / sum
}
