import type { Split } from '../catalog/split.ts'

/** A status as the columns hold it: in the order in which a person wants to see them. */
export const statusCodes = { 'needs review': 0, failed: 1, new: 2, 'pre-labeled': 3, labeled: 4 } as const
/** The status of an image that is not in its folder: shown nowhere. */
export const gone = 5
export const splitCodes: Record<Split | 'none', number> = { none: 0, train: 1, validation: 2, test: 3 }
export const stateCodes = { new: 0, ok: 0, failed: 1, missing: 2 } as const
/** Bits of `flags`. */
export const flagBits = { flagged: 1, noted: 2, conflict: 4, hasMap: 8, rejection: 16 } as const

/** Places of the small properties in `kind`, and how many bits each takes. */
export const kindFields = {
  status: [0, 3],
  agreement: [3, 2],
  split: [5, 2],
  match: [7, 2],
  flags: [9, 3],
  exact: [12, 1],
  near: [13, 1],
  opinion: [14, 2],
} as const
/** Of the field `opinion`; 0 where nobody knows, so that without a second model there are few kinds. */
export const opinionCodes = { none: 0, differs: 1, same: 2 } as const
/** How many kinds there are: tables of all of them shall be no larger than need be. */
export const countKinds = (hasSecond: boolean): number => (hasSecond ? 3 : 1) << kindFields.opinion[0]

/** Which heads of the first model name the second's class, as `side` holds it; `none` where one of the two has not guessed. */
export const headCodes = { none: 0, both: 1, class: 2, distillation: 3, neither: 4 } as const
/** Places in `side`: the heads' code; and whether the second's class is a label, 2 where there is no label or no class. */
export const sideFields = { heads: [0, 3], match: [3, 2] } as const
/** How many sides there are. */
export const sides = 1 << 5

const readBits = (value: number, [from, bits]: readonly [number, number]): number => (value >> from) & ((1 << bits) - 1)
/** One of the small properties of a kind. */
export const readField = (kind: number, field: keyof typeof kindFields): number => readBits(kind, kindFields[field])
/** One of the small properties of a side. */
export const readSide = (side: number, field: keyof typeof sideFields): number => readBits(side, sideFields[field])

/** `seconds`: rows of what is known of a second model; 0 where there is none. */
const makeColumns = (rows: number, seconds: number) => ({
  /** Ascending. */
  id: new Float64Array(rows),
  /** Of `stateCodes`. */
  state: new Uint8Array(rows),
  /** Of `statusCodes`, or `gone`. */
  status: new Uint8Array(rows),
  /** Of `flagBits`. */
  flags: new Uint8Array(rows),
  /** 0 where the heads disagree, 1 where they agree, 2 where nobody knows. */
  agreement: new Uint8Array(rows),
  /** Of `splitCodes`. */
  split: new Uint8Array(rows),
  folder: new Uint32Array(rows),
  /** 0 where there are none. */
  labelSet: new Uint32Array(rows),
  /** The model's own first class plus one, and its probability; 0 where there is no prediction. */
  top: new Uint32Array(rows),
  topConfidence: new Float64Array(rows),
  /** The class that is shown as the guess plus one, and its probability; 0 and -1 where there is none. */
  guess: new Uint32Array(rows),
  confidence: new Float64Array(rows),
  /** How far the two tokens' maps are apart, 0 to 1; -1 where that is not known. */
  mapDistance: new Float64Array(rows),
  /** The same four of the second model; no rows where there is none. */
  secondTop: new Uint32Array(seconds),
  secondTopConfidence: new Float64Array(seconds),
  second: new Uint32Array(seconds),
  secondConfidence: new Float64Array(seconds),
  /** The first class of the first model's class token, and of its distillation token, plus one; 0 where there is none. */
  byClassToken: new Uint32Array(seconds),
  byDistillationToken: new Uint32Array(seconds),
  /** What the second model's class is to the heads of the first and to the label, packed as `sideFields` says. */
  side: new Uint8Array(seconds),
  /** 0 where it is in no group. */
  exact: new Uint32Array(rows),
  near: new Uint32Array(rows),
  size: new Float64Array(rows),
  mtime: new Float64Array(rows),
  /** The small properties that are filtered by, packed as `kindFields` says: one look into a table asks for all of them. */
  kind: new Uint16Array(rows),
  /** The class that is shown: 2 × label set + 1 where there is a label, else 2 × guess. */
  shown: new Uint32Array(rows),
})

/** What is known of the images: one typed array a property, one element an image, in the order of their ids. */
export class Columns {
  /** Rows in use; the arrays are longer. */
  count = 0
  data = makeColumns(1024, 0)

  /** Adds a row for an image with a larger id than all others, and gives its number. */
  add(id: number): number {
    if (this.count === this.data.id.length) this.#grow(this.count * 2)
    this.data.id[this.count] = id
    return this.count++
  }

  /** The row of an image, or -1. */
  find(id: number): number {
    const ids = this.data.id
    if (id <= this.count && ids[id - 1] === id) return id - 1 // nothing was ever deleted before it: the usual case
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = ids[middle]!
      if (found === id) return middle
      if (found < id) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  clear(hasSecond: boolean): void {
    this.count = 0
    this.data = makeColumns(1024, hasSecond ? 1024 : 0)
  }

  #grow(rows: number): void {
    const larger = makeColumns(rows, this.data.second.length > 0 ? rows : 0)
    for (const key of Object.keys(larger) as (keyof typeof larger)[]) larger[key].set(this.data[key])
    this.data = larger
  }
}
