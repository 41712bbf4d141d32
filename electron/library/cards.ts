import { readFailure } from '../catalog/error-details.ts'
import { type CardRow, readCardRows } from '../catalog/queries/columns.ts'
import type { ImageCard } from './calls.ts'
import { refOf } from '../catalog/shown-prediction.ts'
import type { Status } from '../catalog/rows.ts'
import { type Split, splits } from '../catalog/split.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, gone, statusCodes } from './columns.ts'
import { comparisonCodes, modelsAgreeProperty } from './filters/models-agree.ts'

const statuses = Object.keys(statusCodes) as Status[]

/** What a person sees of these images, in the order of `ids`; one that is no longer there is left out. */
export function readCards(index: BrowseIndex, ids: readonly number[]): ImageCard[] {
  index.refresh()
  const rows = new Map(readCardRows(index.catalog, ids).map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const [card, row] = [rows.get(id), index.columns.find(id)]
    return card === undefined || row === -1 || index.columns.data.status[row] === gone
      ? []
      : [readCard(index, row, card)]
  })
}

function readCard(
  { columns: { data }, kinds, labelSets, rules, names: { names } }: BrowseIndex,
  row: number,
  { hash, errorCode, errorMessage, errorDetails, note, ...card }: CardRow,
): ImageCard {
  const status = statuses[data.status[row]!]!
  const set = labelSets.at(data.labelSet[row]!)
  const prediction = data.prediction[row]!
  const second = data.second[row] ?? 0
  const modelsAgree = kinds.table(modelsAgreeProperty)[data.kind[row]!]
  const has = (bit: number): boolean => (data.flags[row]! & bit) !== 0
  return {
    id: card.id,
    path: card.path,
    rootId: card.rootId,
    status,
    label: set.numbers.length === 0 ? null : names[set.numbers[0]!]!,
    labels: set.numbers.map((number) => names[number]!),
    labelIds: set.labels.map(({ classId }) => classId),
    labelSource: set.labels[0]?.source ?? null,
    author: set.labels[0]?.author ?? null,
    flagged: has(flagBits.flagged),
    note,
    split: data.split[row] === 0 ? null : (splits[data.split[row]! - 1] as Split),
    hasConflict: has(flagBits.conflict),
    prediction: prediction === 0 ? null : names[prediction - 1]!,
    predictionRef: prediction === 0 ? null : refOf(rules, prediction - 1),
    confidence: prediction === 0 ? null : data.confidence[row]!,
    agreement: data.agreement[row] === 2 ? null : data.agreement[row] === 1,
    second: second === 0 ? null : names[second - 1]!,
    secondConfidence: second === 0 ? null : data.secondConfidence[row]!,
    modelsAgree: modelsAgree === comparisonCodes.none ? null : modelsAgree === comparisonCodes.same,
    mapDistance: data.mapDistance[row]! < 0 ? null : data.mapDistance[row]!,
    hasMap: has(flagBits.hasMap),
    version: hash === null ? String(card.mtime) : hash.toString('hex'),
    error:
      status === 'failed' && errorCode !== null && errorMessage !== null
        ? readFailure({ code: errorCode, message: errorMessage, details: errorDetails })
        : null,
  }
}
