import { makeRandom } from '../lib/random.ts'
import { ClassSums } from './math/class-sums.ts'
import { findTypical } from './math/clusters.ts'
import { Committee, type CommitteeAnswers, type Explanation, makeAnswers, softmax } from './math/committee.ts'
import type { EmbeddingPool } from './math/embedding-pool.ts'
import { fitHead } from './math/head.ts'
import { leaveOneOut, type LeftOut } from './math/leave-one-out.ts'
import { chooseQuestion, type Question } from './math/policy.ts'
import { defaultTemperature, fitTemperature } from './math/temperature.ts'
import { type Answer, trustFactor } from './math/trust.ts'

/** Embeddings of one model: a pool for each of its tokens. All models' pools have the same rows. */
export interface ModelPools {
  modelId: number
  tokens: readonly EmbeddingPool[]
}

/** Leave-one-out results of the labeled rows whose class has another label. */
export interface LeftOutRow {
  row: number
  classId: number
  /** The class that is predicted without its own label. */
  predicted: number
  /** Probability of its own class, and of the likeliest other one. */
  own: number
  other: number
}

/** Photos that are clustered at most: evenly spread ones of more. */
const mostClustered = 10_000
/** Labels that are left out between two pauses. */
const rowsAStep = 256
/** Numbers that are left out at most: rows × classes. Of more labels, evenly spread ones are. */
const mostLeftOut = 4_000_000

/**
 * Learns a project's classes from its labels: one head on each token of each model. Rows are photos, in the order of
 * their ids. Which labels there are decides what is learned, not how they came.
 */
export class Learner {
  readonly rows: number
  readonly models: readonly ModelPools[]
  readonly labels = new Map<number, number>()
  /** Classes that a person called wrong for a row. */
  readonly rejected = new Map<number, readonly number[]>()
  answers: readonly Answer[] = []
  readonly #members: { pool: EmbeddingPool; share: number; sums: ClassSums; temperature: number }[]
  #committee: Committee | null = null
  #isFitted = false

  constructor(models: readonly ModelPools[]) {
    this.models = models
    this.rows = models[0]?.tokens[0]?.rows ?? 0
    this.#members = models.flatMap(({ tokens }) =>
      tokens.map((pool) => ({
        pool,
        share: 1 / (models.length * tokens.length),
        sums: new ClassSums(pool.width),
        temperature: defaultTemperature,
      })),
    )
  }

  /** Whether every model has a usable embedding of the row. */
  isUsable(row: number): boolean {
    return this.#members.every(({ pool }) => pool.isUsable[row] === 1)
  }

  /** Gives a row a label, or takes it away (null). */
  setLabel(row: number, classId: number | null): void {
    const before = this.labels.get(row)
    if (before === (classId ?? undefined) || !this.isUsable(row)) return
    this.#isFitted = false
    for (const { sums, pool } of this.#members) {
      if (before !== undefined) sums.remove(pool.data, row * pool.width, before)
      if (classId !== null) sums.add(pool.data, row * pool.width, classId)
    }
    if (classId === null) this.labels.delete(row)
    else this.labels.set(row, classId)
  }

  /** Labels of each class that has any. */
  get counts(): Map<number, number> {
    return new Map([...(this.#members[0]?.sums.classes ?? [])].map(([id, { count }]) => [id, count]))
  }

  get trust(): number {
    return trustFactor(this.answers, [...this.counts.values()])
  }

  /** The heads as the labels are now; null where fewer than two classes have labels: nothing can be told apart. */
  get committee(): Committee | null {
    if (!this.#isFitted) {
      const isReady = (this.#members[0]?.sums.classes.size ?? 0) >= 2
      this.#committee = isReady
        ? new Committee(
            this.#members.map(({ pool, share, sums, temperature }) => ({
              pool,
              share,
              temperature,
              head: fitHead(sums)!,
            })),
          )
        : null
      this.#isFitted = true
    }
    return this.#committee
  }

  /**
   * Leaves every label out in turn, sets the temperatures by it, and gives what the committee then says of each. Takes
   * a second at 5,000 labels and 100 classes, in steps of some milliseconds: labels that come between them are not part
   * of it.
   */
  *calibrateInSteps(): Generator<undefined, LeftOutRow[]> {
    const { committee } = this
    if (committee === null) return []
    const classes = committee.classIds.length
    const labeled = this.#spread(Math.max(1, Math.floor(mostLeftOut / classes)))
    const left: LeftOut[] = []
    for (const { head, pool } of committee.members) {
      const parts: LeftOut[] = []
      for (let from = 0; from < labeled.length; from += rowsAStep) {
        parts.push(leaveOneOut(head, pool.data, labeled.slice(from, from + rowsAStep)))
        yield
      }
      left.push(join(parts))
    }
    const temperatures: number[] = []
    for (const one of left) {
      temperatures.push(fitTemperature(one, classes))
      yield
    }
    for (const [index, member] of this.#members.entries()) member.temperature = temperatures[index]!
    this.#isFitted = false
    return this.#judge(committee.classIds, left)
  }

  /** The same in one go. */
  calibrate(): LeftOutRow[] {
    const steps = this.calibrateInSteps()
    for (;;) {
      const { done, value } = steps.next()
      if (done === true) return value
    }
  }

  #judge(classIds: readonly number[], left: readonly LeftOut[]): LeftOutRow[] {
    const classes = classIds.length
    const { rows, own } = left[0]!
    const logits = new Float64Array(classes)
    return rows.map((row, at) => {
      logits.fill(0)
      for (const [index, { share, temperature }] of this.#members.entries()) {
        const { distances } = left[index]!
        for (let c = 0; c < classes; c++) logits[c]! -= (share * temperature * distances[at * classes + c]!) / 2
      }
      const chances = softmax(logits)
      const place = own[at]!
      let other = -1
      for (let c = 0; c < classes; c++) if (c !== place && (other < 0 || chances[c]! > chances[other]!)) other = c
      const isOwn = other < 0 || chances[place]! >= chances[other]!
      return {
        row,
        classId: classIds[place]!,
        predicted: classIds[isOwn ? place : other]!,
        own: chances[place]!,
        other: other < 0 ? 0 : chances[other]!,
      }
    })
  }

  /** Labeled rows in their order, or evenly spread ones where there are more than `most`. */
  #spread(most: number): { row: number; classId: number }[] {
    const all = [...this.labels].sort(([one], [other]) => one - other).map(([row, classId]) => ({ row, classId }))
    const step = all.length / most
    return step <= 1 ? all : Array.from({ length: most }, (_, index) => all[Math.floor(index * step)]!)
  }

  /** Predictions of all rows; null where there is nothing to tell apart. */
  predict(): (CommitteeAnswers & { classIds: readonly number[] }) | null {
    const { committee } = this
    if (committee === null) return null
    const answers = makeAnswers(this.rows, this.models[0]!.tokens.length)
    committee.predict(answers, { from: 0, to: this.rows, excluded: this.#excluded(committee) })
    return { ...answers, classIds: committee.classIds }
  }

  /** Probabilities of all classes for one row; null where there are none. */
  explain(row: number): Explanation | null {
    const { committee } = this
    if (committee === null) return null
    const wrong = (this.rejected.get(row) ?? []).map((id) => committee.classIds.indexOf(id))
    return committee.explain(
      row,
      wrong.filter((place) => place >= 0),
    )
  }

  /** What to ask next; null where nothing can be asked. `answers` are those of `predict`. */
  ask(answers: CommitteeAnswers, rows: readonly number[]): Question | null {
    const { committee } = this
    if (committee === null) return null
    const excluded = this.#excluded(committee)
    return chooseQuestion({
      rows: rows.filter((row) => !this.labels.has(row)),
      top: answers.top,
      confidence: answers.confidence,
      trust: this.trust,
      labels: this.labels.size,
      explain: (row) => committee.explain(row, excluded.get(row))!.all,
    })
  }

  /** Where nothing is known: the most typical photos. The same for the same photos and seed. */
  findFirst(rows: readonly number[], count: number, seed: number): number[] {
    const usable = rows.filter((row) => this.isUsable(row))
    const step = Math.max(1, usable.length / mostClustered)
    const looked = Array.from(
      { length: Math.min(usable.length, mostClustered) },
      (_, at) => usable[Math.floor(at * step)]!,
    )
    return findTypical(this.models[0]?.tokens ?? [], looked, {
      count,
      random: makeRandom(seed),
      covered: new Set(this.labels.keys()),
    })
  }

  #excluded({ classIds }: Committee): Map<number, number[]> {
    const places = new Map(classIds.map((id, place) => [id, place]))
    return new Map([...this.rejected].map(([row, ids]) => [row, ids.flatMap((id) => places.get(id) ?? [])]))
  }
}

function join(parts: readonly LeftOut[]): LeftOut {
  const distances = new Float64Array(parts.reduce((sum, part) => sum + part.distances.length, 0))
  let from = 0
  for (const part of parts) {
    distances.set(part.distances, from)
    from += part.distances.length
  }
  return { rows: parts.flatMap(({ rows }) => rows), own: parts.flatMap(({ own }) => own), distances }
}
