import type { Sort } from './calls.ts'
import type { BrowseIndex } from './browse-index.ts'
import { gone } from './columns.ts'
import { comparisonCodes, modelsAgreeProperty } from './filters/models-agree.ts'
import { interleave } from './shown.ts'

/** All rows of the index in an ascending order, those that are equal by name. */
export function readOrder(index: BrowseIndex, by: Exclude<Sort['by'], 'given'>): Uint32Array {
  if (by === 'name') return index.byName
  const known = index.orders.get(by)
  if (known !== undefined) return known
  const order = sortRows(index, by)
  index.orders.set(by, order)
  return order
}

function sortRows(index: BrowseIndex, by: Exclude<Sort['by'], 'given' | 'name'>): Uint32Array {
  const {
    byName,
    columns: { data, count },
  } = index
  if (by === 'confidence') return sortByValue(byName, data.confidence)
  if (by === 'size') return sortByValue(byName, data.size)
  if (by === 'date') return sortByValue(byName, data.mtime)
  if (by === 'map-distance') return sortByValue(byName, data.mapDistance)
  if (by === 'comparison') return sortByValue(byName, rateComparisons(index))
  if (by === 'sweep')
    return sortByCode(readOrder(index, 'confidence'), codePredictions(index), index.names.names.length + 1)
  if (by === 'class') return sortByCode(byName, codeClasses(index), index.names.names.length + 1)
  if (by === 'duplicates') return sortByCode(byName, codeGroups(index), count + 1)
  const codes = new Uint32Array(count)
  codes.set((by === 'status' ? data.status : data.agreement).subarray(0, count))
  return sortByCode(byName, codes, 256)
}

/**
 * Below 1 where the two models differ, 2 to 3 where they agree, 4 where one has not predicted;
 * the surer both are, the lower.
 */
function rateComparisons({ kinds, columns: { data, count } }: BrowseIndex): Float64Array {
  const { kind, confidence, secondConfidence } = data
  const comparisons = kinds.table(modelsAgreeProperty)
  const rates = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const code = comparisons[kind[row]!]
    rates[row] =
      code === comparisonCodes.none
        ? 4
        : (code === comparisonCodes.same ? 3 : 1) - Math.min(confidence[row]!, secondConfidence[row]!)
  }
  return rates
}

/**
 * The places of the classes that are shown, label or prediction, in the order of their names; 0 where there is none.
 */
function codeClasses({ names: { names }, labelSets, columns: { data, count } }: BrowseIndex): Uint32Array {
  const ranks = new Uint32Array(names.length + 1)
  for (const [place, number] of [...names.keys()]
    .sort((one, other) => (names[one]! < names[other]! ? -1 : 1))
    .entries())
    ranks[number + 1] = place + 1
  const table = interleave(
    ranks,
    labelSets.table(({ numbers }) => ranks[(numbers[0] ?? -1) + 1]!),
  )
  const codes = new Uint32Array(count)
  const { shown } = data
  for (let row = 0; row < count; row++) codes[row] = table[shown[row]!]!
  return codes
}

/** The places of the predictions that are shown, the most frequent first; what has none comes last. */
function codePredictions({
  names: { names },
  columns: {
    data: { prediction, status },
    count,
  },
}: BrowseIndex): Uint32Array {
  const images = new Uint32Array(names.length + 1)
  for (let row = 0; row < count; row++) if (status[row] !== gone) images[prediction[row]!]!++
  const places = new Uint32Array(names.length + 1).fill(names.length)
  const ordered = [...names.keys()].sort(
    (one, other) => images[other + 1]! - images[one + 1]! || (names[one]! < names[other]! ? -1 : 1),
  )
  for (const [place, number] of ordered.entries()) places[number + 1] = place
  const codes = new Uint32Array(count)
  for (let row = 0; row < count; row++) codes[row] = places[prediction[row]!]!
  return codes
}

/** A number for each group, in the order of their first photos; what is in none comes last. */
function codeGroups({
  byName,
  columns: {
    data: { exact, near },
    count,
  },
}: BrowseIndex): Uint32Array {
  // A file's copy may have come after near-duplicates were looked for: it is sorted with the file's group.
  const nearOf = new Map<number, number>()
  for (let row = 0; row < count; row++) if (exact[row] !== 0 && near[row] !== 0) nearOf.set(exact[row]!, near[row]!)
  const numbers = new Map<number, number>()
  const codes = new Uint32Array(count).fill(count)
  for (const row of byName) {
    const group = near[row] !== 0 ? near[row]! : (nearOf.get(exact[row]!) ?? -exact[row]!)
    if (group === 0) continue
    const number = numbers.get(group) ?? numbers.size
    numbers.set(group, number)
    codes[row] = number
  }
  return codes
}

/** Counting sort of all rows: by `codes`, each below `size`, equal ones in the order of `rows`. */
export function sortByCode(rows: Uint32Array, codes: Uint32Array, size: number): Uint32Array {
  const starts = new Uint32Array(size + 1)
  for (let place = 0; place < rows.length; place++) starts[codes[rows[place]!]! + 1]!++
  for (let code = 1; code <= size; code++) starts[code]! += starts[code - 1]!
  const sorted = new Uint32Array(rows.length)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!
    sorted[starts[codes[row]!]!++] = row
  }
  return sorted
}

/** Radix sort of all rows: by any numbers, sixteen bits at a time, equal ones in the order of `rows`. */
export function sortByValue(rows: Uint32Array, values: Float64Array): Uint32Array {
  // Little endian, as every platform that we ship to.
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
  let sorted = rows
  const codes = new Uint32Array(rows.length)
  for (const [word, shift] of [
    [0, 0],
    [0, 16],
    [1, 0],
    [1, 16],
  ] as const) {
    let different = 0
    for (let row = 0; row < rows.length; row++) {
      const high = words[2 * row + 1]!
      // The bits of positive numbers ascend with them, those of negative ones descend.
      const bits = high >>> 31 === 1 ? ~words[2 * row + word]! : word === 1 ? high ^ 0x80000000 : words[2 * row]!
      const code = (bits >>> shift) & 0xffff
      codes[row] = code
      different |= code ^ codes[0]!
    }
    if (different !== 0) sorted = sortByCode(sorted, codes, 0x10000)
  }
  return sorted === rows ? rows.slice() : sorted
}
