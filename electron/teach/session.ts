import type { ReadableCatalog } from '../catalog/connection.ts'
import { openBeside } from '../catalog/open/open-beside.ts'
import { listClasses } from '../catalog/queries/classes.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import { readAnswers } from '../catalog/queries/teach-answers.ts'
import { readAllRejections } from '../catalog/queries/rejections.ts'
import { listContradictions, readTeachingLabels, stampEdits } from '../catalog/queries/teaching.ts'
import type { TeachMode } from '../catalog/teach-modes.ts'
import type { TaughtAnswers, TaughtScore, TaughtScores } from '../project/taught.ts'
import { type CurvePoint, LearningCurve } from './curve.ts'
import { Learner } from './learner.ts'
import type { LeftOutRow } from './left-out-row.ts'
import { loadPools, stampPools } from './load-pools.ts'
import type { Answers } from './math/committee.ts'
import { pageSize, type Question } from './math/policy.ts'
import { answersCounted, knownShare, trustMargin } from './math/trust.ts'
import { measureModel, type ModelRecord } from './measure-model.ts'
import type { ModeRecord } from './modes.ts'
import { runInTurns } from './steps.ts'
import { type Summary, summarize } from './summary.ts'
import { foldHeads, type FoldedHeads, pickHeads } from './taught-heads.ts'

/** Which labels and embeddings: of a catalog that another thread of this process has open. */
export interface SessionSource {
  /** That connection's `db.name`. */
  place: string
  /** Models whose embeddings are used; the project's own is the first. */
  modelIds: readonly number[]
}

/** What was learned: predictions of all photos, and the figures that every label changes. */
export interface Learned extends TaughtAnswers {
  /** Ids of the photos, ascending. */
  ids: Int32Array
  /** Ids of the classes that have labels; empty where there are fewer than two. */
  classIds: number[]
  /** Of the class token's head and of the distillation token's. */
  members: TaughtAnswers[]
  modelIds: number[]
  /** Whose heads they are; null where nothing was learned. */
  mode: TeachMode | null
  labels: number
  trust: number
  answered: number
  /** Expected share of photos that are right, labels included. An audit is planned by it. */
  expected: number
  /** The same, where classes without a label are minded: what a person is told. */
  estimate: number
  /** By how much the estimate may be off, as far as the answers tell: half of a 95 % interval, 0 to 1. */
  margin: number
}

/** What calibration adds. */
export interface Calibrated {
  summary: Summary
  /** How each mode did when they were compared last, the usual one first. */
  modes: readonly ModeRecord[]
  /** How the first model does by itself on the labels. */
  model: ModelRecord | null
}

/** Photos of a first question. */
const firstPhotos = { usual: 20, manyClasses: 60 }
/** Classes of a label set from which on many are expected. */
export const manyClasses = 40

/** Learns from the labels of one catalog as they are now. */
export class LearningSession {
  readonly #source: SessionSource
  readonly #catalog: ReadableCatalog
  #learner: Learner | null = null
  #ids: Int32Array = new Int32Array(0)
  #rows = new Map<number, number>()
  #poolStamp = ''
  #editStamp = ''
  #leftOut = new Map<number, LeftOutRow>()
  #curve = new LearningCurve()
  #latest: (Answers & { members: readonly Answers[] }) | null = null

  constructor(source: SessionSource, catalog = openBeside(source.place)) {
    this.#source = source
    this.#catalog = catalog
  }

  isOf({ place, modelIds }: SessionSource): boolean {
    return place === this.#source.place && modelIds.join() === this.#source.modelIds.join()
  }

  /** Takes over what changed in the catalog and predicts all photos; null where nothing changed, unless `again`. */
  learn({ readsPools = true, again = false } = {}): Learned | null {
    const pools = readsPools || this.#learner === null ? this.#readPools() : false
    const stamp = `${stampEdits(this.#catalog)} ${getSetting(this.#catalog, 'teachMode') ?? ''}`
    if (!pools && !again && stamp === this.#editStamp) return null
    this.#readLabels()
    this.#editStamp = stamp
    return this.#predict()
  }

  /** Leaves labels out and sets the temperatures; null where labels changed meanwhile: it is asked for again. */
  calibrate(): Promise<(Calibrated & { learned: Learned }) | null> {
    return this.#runThrough((learner) => learner.calibrateInSteps())
  }

  /**
   * Compares the modes of learning and uses the best, or the chosen one, from then on; after `calibrate`. null where
   * labels changed meanwhile, or there is one model alone and so nothing that `calibrate` does not compare.
   */
  async compare(): Promise<(Calibrated & { learned: Learned }) | null> {
    if ((this.#learner?.models.length ?? 0) < 2) return null
    return this.#runThrough((learner) => learner.compareInSteps())
  }

  async #runThrough(
    start: (learner: Learner) => Generator<undefined, LeftOutRow[]>,
  ): Promise<(Calibrated & { learned: Learned }) | null> {
    const learner = this.#learner
    const stamp = this.#editStamp
    if (learner === null) return null
    const left = await runInTurns(start(learner), () => this.#editStamp === stamp && this.#learner === learner)
    if (left === null) return null
    this.#leftOut = new Map(left.map((row) => [row.row, row]))
    const summary = summarize([...this.#leftOut.values()], {
      counts: learner.counts,
      ids: this.#ids,
      contradictions: listContradictions(this.#catalog),
      rejections: readAllRejections(this.#catalog),
    })
    return {
      summary,
      modes: learner.modes,
      model: measureModel(this.#catalog, this.#source.modelIds[0]!),
      learned: this.#predict(),
    }
  }

  /** Accuracy when left out after so many labels, in the order in which they were given. */
  async drawCurve(): Promise<CurvePoint[]> {
    const learner = this.#learner
    if (learner === null) return []
    const labels = readTeachingLabels(this.#catalog).flatMap(([id, classId]) => {
      const row = this.#rows.get(id)
      return row === undefined || !learner.isUsable(row) ? [] : [[row, classId] as const]
    })
    return this.#curve.draw(learner.models, labels)
  }

  /** What to ask next, as ids of photos; null where every photo has a label or nothing can be asked. */
  ask({ seed, classes, skip }: AskOptions): AskedQuestion | null {
    const learner = this.#learner
    if (learner === null) return null
    const skipped = new Set(skip.map((id) => this.#rows.get(id)))
    const rows = Array.from(this.#ids, (_, row) => row).filter((row) => !skipped.has(row))
    const question = this.#latest === null ? null : learner.ask(this.#latest, rows)
    if (question !== null) {
      const classId = question.kind === 'page' ? learner.committee!.classIds[question.place]! : null
      const { kind, expectedWrong } = question
      const chances = question.rows.map((row) => this.#latest!.confidence[row]!)
      return { kind, classId, ids: this.#toIds(question.rows), chances, expectedWrong }
    }
    const open = rows.filter((row) => !learner.labels.has(row))
    if (learner.committee !== null || open.length === 0) return null
    const count = classes >= manyClasses ? firstPhotos.manyClasses : firstPhotos.usual
    const first = learner.findFirst(rows, count, seed).filter((row) => !learner.labels.has(row))
    return { kind: 'first', classId: null, ids: this.#toIds(first), chances: [], expectedWrong: first.length }
  }

  /** A page of the photos without a label that are likeliest to be of one class, for a class that is rare. */
  findMore(classId: number): Likeliest {
    const learner = this.#learner
    const place = learner?.committee?.classIds.indexOf(classId) ?? -1
    if (learner === null || place < 0) return { ids: [], chances: [] }
    const open = Array.from(this.#ids, (_, row) => row).flatMap((row) =>
      learner.labels.has(row) ? [] : [{ row, chance: learner.explain(row)?.all[place] ?? 0 }],
    )
    const likeliest = open.sort((one, other) => other.chance - one.chance || one.row - other.row).slice(0, pageSize)
    return { ids: this.#toIds(likeliest.map(({ row }) => row)), chances: likeliest.map(({ chance }) => chance) }
  }

  /** The likeliest scores of photos, highest first. */
  explain(ids: readonly number[], limit: number): Map<number, TaughtScores> {
    const learner = this.#learner
    const classIds = learner?.committee?.classIds ?? []
    const list = (chances: Float64Array): TaughtScore[] =>
      Array.from(chances, (confidence, place) => ({ classId: classIds[place]!, confidence }))
        .sort((one, other) => other.confidence - one.confidence || one.classId - other.classId)
        .slice(0, limit)
    const tokens = learner?.models[0]?.tokens.length ?? 0
    return new Map(
      ids.flatMap((id) => {
        const row = this.#rows.get(id)
        const explained = row === undefined ? null : (learner?.explain(row) ?? null)
        if (explained === null) return []
        const { all, members } = explained
        return [[id, { fused: list(all), cls: list(members[0]!), dist: tokens > 1 ? list(members[1]!) : null }]]
      }),
    )
  }

  /** The heads on the first model's tokens, for a file of that model; null where nothing was learned. */
  foldHeads(): FoldedHeads | null {
    const { committee, models, labels } = this.#learner ?? {}
    if (committee == null || models === undefined) return null
    const { picked, isPart } = pickHeads(committee.members, models[0]!.tokens)
    return { heads: foldHeads(picked), classIds: committee.classIds, labels: labels!.size, isPart }
  }

  close(): void {
    this.#catalog.close()
  }

  #toIds = (rows: readonly number[]): number[] => rows.map((row) => this.#ids[row]!)

  /** Whether they are other ones than before. */
  #readPools(): boolean {
    const { modelIds } = this.#source
    const stamp = stampPools(this.#catalog, modelIds)
    if (stamp === this.#poolStamp) return false
    const loaded = loadPools(this.#catalog, modelIds)
    this.#poolStamp = stamp
    this.#learner = loaded && new Learner(loaded.models)
    this.#ids = loaded?.ids ?? new Int32Array(0)
    this.#rows = new Map(Array.from(this.#ids, (id, row) => [id, row]))
    this.#leftOut.clear()
    this.#curve = new LearningCurve()
    return true
  }

  #readLabels(): void {
    const learner = this.#learner
    if (learner === null) return
    const labels = new Map<number, number>()
    for (const [id, classId] of readTeachingLabels(this.#catalog)) {
      const row = this.#rows.get(id)
      if (row !== undefined) labels.set(row, classId)
    }
    for (const row of [...learner.labels.keys()]) if (!labels.has(row)) learner.setLabel(row, null)
    for (const [row, classId] of labels) learner.setLabel(row, classId)
    for (const [row, { classId }] of this.#leftOut) if (labels.get(row) !== classId) this.#leftOut.delete(row)
    const choice = getSetting(this.#catalog, 'teachMode')
    if (choice !== learner.choice) learner.choice = choice
    learner.rejected.clear()
    for (const [id, classId] of readAllRejections(this.#catalog)) {
      const row = this.#rows.get(id)
      if (row !== undefined) learner.rejected.set(row, [...(learner.rejected.get(row) ?? []), classId])
    }
    learner.answers = readAnswers(this.#catalog, answersCounted).map(({ correct, confidence }) => ({
      isCorrect: correct,
      confidence,
    }))
  }

  #predict(): Learned {
    const learner = this.#learner
    const predicted = learner?.predict() ?? null
    this.#latest = predicted
    const [labels, trust, answered] = [learner?.labels.size ?? 0, learner?.trust ?? 0, learner?.answers.length ?? 0]
    const figures = {
      modelIds: learner?.models.map(({ modelId }) => modelId) ?? [],
      mode: predicted === null ? null : learner!.mode,
      labels,
      trust,
      answered,
    }
    if (learner === null || predicted === null)
      return {
        ids: this.#ids.slice(),
        classIds: [],
        members: [],
        top: new Int32Array(0),
        confidence: new Float64Array(0),
        expected: 0,
        estimate: 0,
        margin: 0,
        ...figures,
      }
    const believed = Math.min(trust, knownShare([...learner.counts.values()], listClasses(this.#catalog).length))
    let sum = 0
    for (let row = 0; row < learner.rows; row++) if (!learner.labels.has(row)) sum += predicted.confidence[row]!
    const copy = ({ top, confidence }: Answers): TaughtAnswers => ({ top: top.slice(), confidence: confidence.slice() })
    const shown = copy(predicted)
    this.#showLeftOut(shown, predicted.classIds)
    return {
      ids: this.#ids.slice(),
      classIds: [...predicted.classIds],
      members: predicted.members.map(copy),
      ...shown,
      expected: (labels + trust * sum) / learner.rows,
      estimate: (labels + believed * sum) / learner.rows,
      margin: (trustMargin(learner.answers, trust) * sum) / learner.rows,
      ...figures,
    }
  }

  /** A head knows its own labels by heart: of a labeled photo is shown what it says without that label. */
  #showLeftOut({ top, confidence }: TaughtAnswers, classIds: readonly number[]): void {
    const places = new Map(classIds.map((id, place) => [id, place]))
    for (const [row, { classId, predicted, own, other }] of this.#leftOut) {
      // A person said that the label is right and what is predicted is not.
      const isRefuted = this.#learner?.rejected.get(row)?.includes(predicted) === true
      const shown = isRefuted ? classId : predicted
      const place = places.get(shown)
      if (place === undefined) continue
      top[row] = place
      confidence[row] = shown === classId ? own : other
    }
  }
}

export interface AskOptions {
  /** For the clusters of a first question. */
  seed: number
  /** Classes of the label set. */
  classes: number
  /** Photos that a person left for later. */
  skip: readonly number[]
}

/** Photos, the likeliest first, and how likely each of them is. */
export interface Likeliest {
  ids: number[]
  chances: number[]
}

/** A question about photos by their ids. `chances`: of their predictions; none where nothing was learned. */
export interface AskedQuestion extends Likeliest {
  kind: Question['kind'] | 'first'
  classId: number | null
  expectedWrong: number
}
