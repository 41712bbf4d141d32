import type { TeachMode } from '../catalog/teach-modes.ts'
import { judge, type LeftOutRow, type Vote } from './left-out-row.ts'
import type { ClassSums } from './math/class-sums.ts'
import { Committee } from './math/committee.ts'
import { decideAll } from './math/decisions.ts'
import { DistilledSums, sumProducts } from './math/distilled-sums.ts'
import type { EmbeddingPool } from './math/embedding-pool.ts'
import { dealFolds } from './math/folds.ts'
import { fitHead, type Head } from './math/head.ts'
import { joinLeftOut, type LeftOut } from './math/leave-one-out.ts'
import { readRow, rowProducts } from './math/row-products.ts'
import { fitTemperature } from './math/temperature.ts'
import { type Distillation, distilledModes, listModes, shareOut } from './modes.ts'

/** A head that learns from labels alone: what it is fitted to, and its temperature. */
export interface LabelHead {
  pool: EmbeddingPool
  sums: ClassSums
  temperature: number
}

export interface ModesInput {
  /** One for each token of each model, in their order. */
  heads: readonly LabelHead[]
  /** Tokens of each model. */
  tokens: readonly number[]
  labels: ReadonlyMap<number, number>
  /** Labels that may be left out, ascending by row. */
  labeled: readonly { row: number; classId: number }[]
  /** Rows without a label that the teacher decides. */
  open: readonly number[]
  /** Classes that a person called wrong for a row without a label, by their ids. */
  rejected: ReadonlyMap<number, readonly number[]>
}

export interface ComparedModes {
  /** What is predicted of each label in each mode, the usual mode first; the same labels in all of them. */
  judged: Map<TeachMode, LeftOutRow[]>
  /** Of the distilled heads. */
  temperatures: Map<TeachMode, number>
}

/**
 * Compares all modes on labels that they did not see. Where a teacher decides on all photos, a label speaks through its
 * decisions, too, and there is no exact formula as for heads that learn from labels alone: so a fifth of the labels is
 * left out at a time, all heads, teacher's decisions and distilled heads are made without them, and they are predicted,
 * as photos without a label are. Every mode is measured so; in classes of up to five labels it is leaving out one by
 * one. Temperatures of the label heads are those of all labels. In steps of some milliseconds; labels must not change
 * between them.
 */
export function* compareModes(input: ModesInput): Generator<undefined, ComparedModes> {
  const { heads, tokens, labeled } = input
  const modes = listModes(tokens)
  const distilled = modes.flatMap((mode) => (distilledModes[mode] ? [{ mode, ...distilledModes[mode] }] : []))
  const classes = heads[0]!.sums.classes
  const open = input.open.filter((row) => {
    const wrong = input.rejected.get(row)
    return wrong === undefined || [...classes.keys()].some((id) => !wrong.includes(id))
  })
  const products: Float64Array[] = []
  for (const { pool } of heads.slice(0, tokens[0])) products.push(yield* sumProducts(pool, open))
  const parts: Fold[] = []
  for (const rows of dealFolds(labeled))
    if (rows.length > 0) parts.push(yield* runFold({ ...input, open }, { rows, products, distilled }))
  if (parts.length === 0) return { judged: new Map(modes.map((mode) => [mode, []])), temperatures: new Map() }
  const ofHeads = heads.map((_, index) => joinLeftOut(parts.map((part) => part.heads[index]!)))
  const ofDistilled = distilled.map((_, index) => joinLeftOut(parts.map((part) => part.distilled[index]!)))
  const { classIds } = parts[0]!
  const temperatures = new Map<TeachMode, number>()
  for (const [index, { mode }] of distilled.entries()) {
    temperatures.set(mode, fitTemperature(ofDistilled[index]!, classIds.length))
    yield
  }
  const judged = new Map<TeachMode, LeftOutRow[]>()
  for (const mode of modes) {
    const votes: Vote[] = shareOut(mode, tokens).flatMap((share, index) =>
      share ? [{ share, left: ofHeads[index]!, temperature: heads[index]!.temperature }] : [],
    )
    const place = distilled.findIndex((one) => one.mode === mode)
    const share = 1 - votes.reduce((sum, vote) => sum + vote.share, 0)
    if (place >= 0) votes.push({ share, left: ofDistilled[place]!, temperature: temperatures.get(mode)! })
    judged.set(mode, judge(classIds, votes))
    yield
  }
  return { judged, temperatures }
}

/** What heads that did not see the labels of a fold say of them. */
interface Fold {
  classIds: readonly number[]
  heads: LeftOut[]
  distilled: LeftOut[]
}

/** @param products of the open rows, for each token of the first model */
function* runFold(
  { heads, tokens, labels, open, rejected }: ModesInput,
  {
    rows,
    products,
    distilled,
  }: { rows: readonly number[]; products: readonly Float64Array[]; distilled: readonly Distillation[] },
): Generator<undefined, Fold> {
  const out = new Set(rows)
  const seen = new Set([...labels.keys()].filter((row) => !out.has(row)))
  const rests: ClassSums[] = []
  const fitted: Head[] = []
  for (const { pool, sums } of heads) {
    const rest = sums.clone()
    for (const row of rows) rest.remove(pool.data, row * pool.width, labels.get(row)!)
    rests.push(rest)
    yield
    fitted.push(fitHead(rest)!)
    yield
  }
  const teacher = makeTeacher(heads, tokens, fitted)
  const { classIds } = teacher
  const places = new Map(classIds.map((id, place) => [id, place]))
  const own = rows.map((row) => places.get(labels.get(row)!)!)
  const measure = (pool: EmbeddingPool, head: Head): LeftOut => ({
    rows: [...rows],
    own,
    distances: measureRows(pool, head, rows),
  })
  const decided = yield* decideAll(teacher, [...rows, ...open], rejected)
  const students: LeftOut[] = []
  for (const { token, kind } of distilled) {
    const { pool, sums: all } = heads[token]!
    const rest = rests[token]!
    const withFold = products[token]!.map((value, at) => value + all.products[at]! - rest.products[at]!)
    const sums = new DistilledSums(pool, decided[kind], { labels: rest, labeled: seen, products: withFold })
    yield
    students.push(measure(pool, sums.fit(classIds)!))
    yield
  }
  return { classIds, heads: fitted.map((head, index) => measure(heads[index]!.pool, head)), distilled: students }
}

/** The committee of all heads that learn from labels alone. */
export const makeTeacher = (
  heads: readonly LabelHead[],
  tokens: readonly number[],
  fitted: readonly Head[],
): Committee => {
  const shares = shareOut('committee', tokens)
  return new Committee(
    heads.map(({ pool, temperature }, index) => ({ pool, temperature, head: fitted[index]!, share: shares[index]! })),
  )
}

/** Twice the negative logits: distances to the classes, but for what all classes share. [rows, classes]. */
function measureRows({ data, width }: EmbeddingPool, head: Head, rows: readonly number[]): Float64Array {
  const classes = head.classIds.length
  const distances = new Float64Array(rows.length * classes)
  const [vector, logits] = [new Float64Array(width), new Float64Array(classes)]
  for (const [at, row] of rows.entries()) {
    readRow(vector, data, row * width)
    rowProducts(logits, vector, head.weight, head.bias, width)
    for (let c = 0; c < classes; c++) distances[at * classes + c] = -2 * logits[c]!
  }
  return distances
}
