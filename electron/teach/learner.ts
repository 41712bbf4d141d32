import type { TeachMode } from '../catalog/teach-modes.ts'
import { makeRandom } from '../lib/random.ts'
import { compareModes, type LabelHead, makeTeacher } from './compare-modes.ts'
import { judge, type LeftOutRow } from './left-out-row.ts'
import { ClassSums } from './math/class-sums.ts'
import { findTypical } from './math/clusters.ts'
import { Committee, type CommitteeAnswers, type Explanation, makeAnswers, type Member } from './math/committee.ts'
import { decideAll } from './math/decisions.ts'
import { DistilledSums, sumProducts } from './math/distilled-sums.ts'
import type { EmbeddingPool } from './math/embedding-pool.ts'
import { fitHead, type Head } from './math/head.ts'
import { joinLeftOut, leaveOneOut, type LeftOut } from './math/leave-one-out.ts'
import { chooseQuestion, type Question } from './math/policy.ts'
import { defaultTemperature, fitTemperature } from './math/temperature.ts'
import { type Answer, trustFactor } from './math/trust.ts'
import { chooseMode, distilledModes, listModes, type ModeRecord, recordMode, shareOut } from './modes.ts'
import { runThrough } from './steps.ts'

/** Embeddings of one model: a pool for each of its tokens. All models' pools have the same rows. */
export interface ModelPools {
  modelId: number
  tokens: readonly EmbeddingPool[]
}

/** Photos that are clustered at most: evenly spread ones of more. */
const mostClustered = 10_000
/** Labels that are left out between two pauses. */
const rowsAStep = 256
/** Numbers that are left out at most: rows × classes. Of more labels, evenly spread ones are. */
const mostLeftOut = 4_000_000

/** Rows without a label that a teacher decides while modes are compared: evenly spread ones of more. */
const mostDecided = 10_000

/** The head that the teacher's decisions teach, beside the labels. */
interface Distilled {
  mode: TeachMode
  pool: EmbeddingPool
  sums: DistilledSums
  temperature: number
}

/**
 * Learns a project's classes from its labels: one head on each token of each model, and, where a second model has run
 * and it is better so, one that all of them teach. Rows are photos, in the order of their ids. Which labels there are
 * decides what is learned, not how they came: at once but for temperatures, the mode and the teacher's decisions, which
 * are those of the last `calibrate` and `compare`.
 */
export class Learner {
  readonly rows: number
  readonly models: readonly ModelPools[]
  readonly labels = new Map<number, number>()
  /** Classes that a person called wrong for a row. */
  readonly rejected = new Map<number, readonly number[]>()
  answers: readonly Answer[] = []
  /** How each mode did when modes were compared last, the usual one first. */
  modes: readonly ModeRecord[] = []
  #choice: TeachMode | null = null
  /** The mode that was best when modes were compared. */
  #best: TeachMode | null = null
  readonly #tokens: readonly number[]
  readonly #heads: LabelHead[]
  #distilled: Distilled | null = null
  /** What was predicted of labels that were left out, in each mode. */
  readonly #judged = new Map<TeachMode, readonly LeftOutRow[]>()
  #fitted: (Head | null)[] = []
  #committee: Committee | null = null
  #isFitted = false

  constructor(models: readonly ModelPools[]) {
    this.models = models
    this.rows = models[0]?.tokens[0]?.rows ?? 0
    this.#tokens = models.map(({ tokens }) => tokens.length)
    this.#heads = models.flatMap(({ tokens }) =>
      tokens.map((pool) => ({ pool, sums: new ClassSums(pool.width), temperature: defaultTemperature })),
    )
  }

  /** What a person chose; null: the best. */
  get choice(): TeachMode | null {
    return this.#choice
  }

  set choice(mode: TeachMode | null) {
    this.#choice = mode
    this.#isFitted = false
  }

  /** The mode in use: a chosen one that needs a teacher is, once modes were compared. */
  get mode(): TeachMode {
    const modes = listModes(this.#tokens)
    const isThere = (mode: TeachMode | null): mode is TeachMode =>
      mode !== null && modes.includes(mode) && (distilledModes[mode] === undefined || this.#distilled?.mode === mode)
    return [this.#choice, this.#best].find(isThere) ?? modes[0]!
  }

  /** Whether every model has a usable embedding of the row. */
  isUsable(row: number): boolean {
    return this.#heads.every(({ pool }) => pool.isUsable[row] === 1)
  }

  /** Gives a row a label, or takes it away (null). */
  setLabel(row: number, classId: number | null): void {
    const before = this.labels.get(row)
    if (before === (classId ?? undefined) || !this.isUsable(row)) return
    this.#isFitted = false
    this.#fitted = []
    this.#distilled?.sums.setLabel(row, before ?? null, classId)
    for (const { sums, pool } of this.#heads) {
      if (before !== undefined) sums.remove(pool.data, row * pool.width, before)
      if (classId !== null) sums.add(pool.data, row * pool.width, classId)
    }
    if (classId === null) this.labels.delete(row)
    else this.labels.set(row, classId)
  }

  /** Labels of each class that has any. */
  get counts(): Map<number, number> {
    return new Map([...(this.#heads[0]?.sums.classes ?? [])].map(([id, { count }]) => [id, count]))
  }

  get trust(): number {
    return trustFactor(this.answers, [...this.counts.values()])
  }

  /** The heads as the labels are now; null where fewer than two classes have labels: nothing can be told apart. */
  get committee(): Committee | null {
    if (!this.#isFitted) {
      this.#committee = this.#isReady ? new Committee(this.#makeMembers()) : null
      this.#isFitted = true
    }
    return this.#committee
  }

  get #isReady(): boolean {
    return (this.#heads[0]?.sums.classes.size ?? 0) >= 2
  }

  /** Those of the first model's tokens come first, whatever they count for: they have opinions of their own. */
  #makeMembers(): Member[] {
    const distilled = this.#distilled?.mode === this.mode ? this.#distilled : null
    let rest = 1
    const members = shareOut(this.mode, this.#tokens).flatMap((share, index): Member[] => {
      if (share === null) return []
      rest -= share
      const { pool, temperature } = this.#heads[index]!
      return [{ pool, temperature, share, head: this.#fit(index) }]
    })
    if (distilled === null) return members
    const { pool, temperature, sums } = distilled
    return [...members, { pool, temperature, share: rest, head: sums.fit(this.#heads[0]!.sums.classes.keys())! }]
  }

  #fit(index: number): Head {
    return (this.#fitted[index] ??= fitHead(this.#heads[index]!.sums)!)
  }

  /** What was predicted of labels that were left out, in the mode in use; of labels that are still there. */
  get leftOut(): LeftOutRow[] {
    return (this.#judged.get(this.mode) ?? []).filter(({ row, classId }) => this.labels.get(row) === classId)
  }

  /**
   * Leaves every label out in turn, sets the temperatures by it, and gives what is then said of each. Takes a second
   * at 5,000 labels and 100 classes, in steps of some milliseconds: labels that come between them are not part of it.
   * Where there is no teacher it is known then, too, which mode is best.
   */
  *calibrateInSteps(): Generator<undefined, LeftOutRow[]> {
    if (!this.#isReady) return []
    const heads = this.#heads.map((_, index) => this.#fit(index))
    const { classIds } = heads[0]!
    const labeled = this.#spreadLabels(classIds.length)
    const left: LeftOut[] = []
    for (const [index, { pool }] of this.#heads.entries()) {
      const parts: LeftOut[] = []
      for (let from = 0; from < labeled.length; from += rowsAStep) {
        parts.push(leaveOneOut(heads[index]!, pool.data, labeled.slice(from, from + rowsAStep)))
        yield
      }
      left.push(joinLeftOut(parts))
    }
    const temperatures: number[] = []
    for (const one of left) {
      temperatures.push(fitTemperature(one, classIds.length))
      yield
    }
    for (const [index, head] of this.#heads.entries()) head.temperature = temperatures[index]!
    const judged = new Map<TeachMode, LeftOutRow[]>()
    for (const mode of listModes(this.#tokens).filter((mode) => distilledModes[mode] === undefined)) {
      const votes = shareOut(mode, this.#tokens).flatMap((share, index) =>
        share ? [{ left: left[index]!, temperature: temperatures[index]!, share }] : [],
      )
      judged.set(mode, judge(classIds, votes))
      yield
    }
    for (const [mode, rows] of judged) this.#judged.set(mode, rows)
    if (this.models.length === 1) this.#record(judged)
    this.#isFitted = false
    return this.leftOut
  }

  /**
   * Compares the modes on labels that they did not see, each time a fifth of them, and lets the teacher decide on all
   * rows where the mode to use needs it; gives what is said of each label then. To be run after calibration; takes
   * several times as long, in steps of some milliseconds, between which labels must not change. Does nothing without a
   * second model.
   */
  *compareInSteps(): Generator<undefined, LeftOutRow[]> {
    if (!this.#isReady || this.models.length < 2) return this.leftOut
    const open = Array.from({ length: this.rows }, (_, row) => row).filter(
      (row) => !this.labels.has(row) && this.isUsable(row),
    )
    const rejected = new Map([...this.rejected].filter(([row]) => !this.labels.has(row)))
    const shared = { heads: this.#heads, tokens: this.#tokens, labels: this.labels, rejected }
    const labeled = this.#spreadLabels(this.#heads[0]!.sums.classes.size)
    const compared = yield* compareModes({ ...shared, labeled, open: spread(open, mostDecided) })
    const best = chooseMode(compared.judged)
    const modes = listModes(this.#tokens)
    const wanted = [this.#choice, best].find((mode) => mode !== null && modes.includes(mode)) ?? modes[0]!
    const how = distilledModes[wanted]
    let distilled: Distilled | null = null
    if (how !== undefined) {
      const teacher = makeTeacher(
        this.#heads,
        this.#tokens,
        this.#heads.map((_, index) => this.#fit(index)),
      )
      const decisions = (yield* decideAll(teacher, [...this.labels.keys(), ...open], rejected))[how.kind]
      const { pool, sums: labels } = this.#heads[how.token]!
      const products = yield* sumProducts(
        pool,
        open.filter((row) => decisions.spans.has(row)),
      )
      const sums = new DistilledSums(pool, decisions, { labels, labeled: this.labels, products })
      distilled = { mode: wanted, pool, sums, temperature: compared.temperatures.get(wanted) ?? defaultTemperature }
    }
    this.#distilled = distilled
    for (const [mode, rows] of compared.judged) if (distilledModes[mode] !== undefined) this.#judged.set(mode, rows)
    this.#record(compared.judged)
    this.#isFitted = false
    return this.leftOut
  }

  #record(judged: ReadonlyMap<TeachMode, readonly LeftOutRow[]>): void {
    this.modes = [...judged].map(([mode, rows]) => recordMode(mode, rows))
    this.#best = chooseMode(judged)
  }

  /** Calibrates in one go. */
  calibrate(): LeftOutRow[] {
    return runThrough(this.calibrateInSteps())
  }

  /** Compares modes in one go. */
  compare(): LeftOutRow[] {
    return runThrough(this.compareInSteps())
  }

  /** Labels that are left out, by their rows: as many as memory allows. */
  #spreadLabels(classes: number): { row: number; classId: number }[] {
    const all = [...this.labels].sort(([one], [other]) => one - other).map(([row, classId]) => ({ row, classId }))
    return spread(all, Math.max(1, Math.floor(mostLeftOut / classes)))
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
    const looked = spread(
      rows.filter((row) => this.isUsable(row)),
      mostClustered,
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

/** All of them, or evenly spread ones where there are more than `most`. */
function spread<Item>(items: Item[], most: number): Item[] {
  const step = items.length / most
  return step <= 1 ? items : Array.from({ length: most }, (_, index) => items[Math.floor(index * step)]!)
}
