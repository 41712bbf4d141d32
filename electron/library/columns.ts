import type { Split } from '../catalog/split.ts'

/** A status as the columns hold it: in the order of display. */
export const statusCodes = {
  'needs review': 0,
  outside: 1,
  failed: 2,
  new: 3,
  'pre-labeled': 4,
  labeled: 5,
} as const
/** The status of an image that is not in its folder: shown nowhere. */
export const gone = 6
export const splitCodes: Record<Split | 'none', number> = { none: 0, train: 1, validation: 2, test: 3 }
export const stateCodes = { new: 0, ok: 0, failed: 1, missing: 2 } as const
/** Bits of `flags`. */
export const flagBits = { flagged: 1, noted: 2, conflict: 4, hasMap: 8, rejection: 16 } as const

/** `seconds`: rows of the comparison model's predictions; 0 where there is none. */
const makeColumns = (rows: number, seconds: number) => ({
  /** Ascending. */
  id: new Float64Array(rows),
  /** Of `stateCodes`. */
  state: new Uint8Array(rows),
  /** Of `statusCodes`, or `gone`. */
  status: new Uint8Array(rows),
  /** Of `flagBits`. */
  flags: new Uint8Array(rows),
  /** 0 where the heads disagree, 1 where they agree, 2 where unknown. */
  agreement: new Uint8Array(rows),
  /** Of `splitCodes`. */
  split: new Uint8Array(rows),
  folder: new Uint32Array(rows),
  /** 0 where there are none. */
  labelSet: new Uint32Array(rows),
  /** The model's own first class plus one, and its probability; 0 where there is no prediction. */
  top: new Uint32Array(rows),
  topConfidence: new Float64Array(rows),
  /** The class that is shown as the prediction plus one, and its probability; 0 and -1 where there is none. */
  prediction: new Uint32Array(rows),
  confidence: new Float64Array(rows),
  /** How far the two tokens' maps are apart, 0 to 1; -1 where that is not known. */
  mapDistance: new Float64Array(rows),
  /** The same four of the comparison model; no rows where there is none. */
  secondTop: new Uint32Array(seconds),
  secondTopConfidence: new Float64Array(seconds),
  second: new Uint32Array(seconds),
  secondConfidence: new Float64Array(seconds),
  /**
   * The first class of the first model's class token, and of its distillation token, plus one; 0 where there is none.
   */
  byClassToken: new Uint32Array(seconds),
  byDistillationToken: new Uint32Array(seconds),
  /** 0 where it is in no group. */
  exact: new Uint32Array(rows),
  near: new Uint32Array(rows),
  size: new Float64Array(rows),
  mtime: new Float64Array(rows),
  /** Replaces all properties with few values: see `Kinds`. */
  kind: new Uint32Array(rows),
  /** The class that is shown: 2 × label set + 1 where there is a label, else 2 × prediction. */
  shown: new Uint32Array(rows),
})

/** What is known of the images: one typed array a property, one element an image, in the order of their ids. */
export class Columns {
  /** Rows in use; the arrays are longer. */
  count = 0
  data = makeColumns(1024, 0)

  /** Whether there is a comparison model: without one, the columns of it have no rows. */
  get hasSecond(): boolean {
    return this.data.second.length > 0
  }

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
    const larger = makeColumns(rows, this.hasSecond ? rows : 0)
    for (const key of Object.keys(larger) as (keyof typeof larger)[]) larger[key].set(this.data[key])
    this.data = larger
  }
}
