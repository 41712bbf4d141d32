import { listClasses } from '../catalog/queries/classes.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { type ExportPrediction, type ExportRow, iterateExport } from '../catalog/queries/export-rows.ts'
import { findTaught, type TaughtPredictions, type TaughtScores } from '../project/taught.ts'
import { statusOf, type ShownRow } from './shown-rows.ts'

/** Rows whose scores are asked for at once. */
const pageRows = 1000

export interface TaughtQuery {
  rootId: number
  /** The project's model: what it has not seen is new. */
  modelId: number
  taught: TaughtPredictions
  /** Names of its classes, as `nameTaught` gives them. */
  labels: readonly string[]
  /** From this confidence on a prediction counts as `pre-labeled`, below it as `needs review`. */
  threshold: number
  /** Predictions of each image, 0 for none. */
  topK: number
}

/** Names of the classes that are predicted, in the order of `classIds`; empty for one that was deleted meanwhile. */
export function nameTaught(catalog: ReadableCatalog, { classIds }: TaughtPredictions): string[] {
  const names = new Map(listClasses(catalog).map(({ id, name }) => [id, name]))
  return classIds.map((id) => names.get(id) ?? '')
}

/**
 * The images of a folder in bytewise path order, with the predictions that were learned from the project's labels in
 * place of a model's. Class indexes of the rows are places among `labels`.
 */
export async function* iterateTaught(catalog: ReadableCatalog, query: TaughtQuery): AsyncGenerator<ShownRow> {
  const { rootId, modelId, taught, labels, threshold, topK } = query
  const places = new Map(taught.classIds.map((id, place) => [id, place]))
  const show = (row: ExportRow, scores: TaughtScores | undefined): ShownRow => {
    const place = findTaught(taught, row.imageId)
    const top = place === -1 ? -1 : taught.top[place]!
    if (top === -1 || labels[top] === '')
      return { ...row, prediction: null, shown: null, status: statusOf(row, null, threshold) }
    const shown = { className: labels[top]!, confidence: taught.confidence[place]! }
    const fused = scores?.fused.flatMap(({ classId, confidence }) => {
      const classIndex = places.get(classId)
      return classIndex === undefined ? [] : [{ classIndex, confidence }]
    })
    const prediction = { ...readHeads(taught, place), fused: fused ?? null }
    return { ...row, prediction, shown, status: statusOf(row, shown, threshold) }
  }
  // Of the model's own predictions only whether there is one counts.
  for (const page of takePages(iterateExport(catalog, { rootId, modelId }), pageRows)) {
    const ids = page.map(({ imageId }) => imageId)
    const scores = topK > 0 ? await taught.explain(ids, topK) : new Map<number, TaughtScores>()
    for (const row of page) yield show(row, scores.get(row.imageId))
  }
}

/** What all heads say together, and those of the model's tokens. */
function readHeads({ top, confidence, members }: TaughtPredictions, place: number): Omit<ExportPrediction, 'fused'> {
  const [cls, dist] = members
  return {
    classIndex: top[place]!,
    confidence: confidence[place]!,
    clsIndex: cls!.top[place]!,
    clsConfidence: cls!.confidence[place]!,
    distIndex: dist?.top[place] ?? null,
    distConfidence: dist?.confidence[place] ?? null,
    agreement: dist === undefined ? null : cls!.top[place] === dist.top[place],
  }
}

function* takePages<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let page: Item[] = []
  for (const item of items) {
    page.push(item)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
