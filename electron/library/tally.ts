/** The bin of a value from 0 to 1; 1 is in the last one. */
export const binOf = (value: number, count: number): number => Math.min(count - 1, Math.floor(value * count))

/** Counts rows. It takes some thousands of them in one call, so that the loop over them is a plain one. */
export interface Tally {
  add: (rows: Uint32Array, length: number) => void
}

/** Images by the code of a column. */
export class CodeTally implements Tally {
  readonly images: Uint32Array
  readonly #codes: Uint32Array

  constructor(codes: Uint32Array, size: number) {
    this.#codes = codes
    this.images = new Uint32Array(size)
  }

  add(rows: Uint32Array, length: number): void {
    const codes = this.#codes
    const { images } = this
    for (let place = 0; place < length; place++) images[codes[rows[place]!]!]!++
  }
}

/** Images in equal bins from 0 to 1; those with a value below 0 are not counted. */
export class BinTally implements Tally {
  readonly images: Uint32Array
  readonly #values: Float64Array

  constructor(values: Float64Array, bins: number) {
    this.#values = values
    this.images = new Uint32Array(bins)
  }

  add(rows: Uint32Array, length: number): void {
    const values = this.#values
    const { images } = this
    const bins = images.length
    for (let place = 0; place < length; place++) {
      const value = values[rows[place]!]!
      if (value >= 0) images[binOf(value, bins)]!++
    }
  }
}

/** The smallest and the largest value. */
export class RangeTally implements Tally {
  #low = Infinity
  #high = -Infinity
  readonly #values: Float64Array

  constructor(values: Float64Array) {
    this.#values = values
  }

  /** null where no row was counted. */
  get range(): [number, number] | null {
    return this.#low > this.#high ? null : [this.#low, this.#high]
  }

  add(rows: Uint32Array, length: number): void {
    const values = this.#values
    let [low, high] = [this.#low, this.#high]
    for (let place = 0; place < length; place++) {
      const value = values[rows[place]!]!
      if (value < low) low = value
      if (value > high) high = value
    }
    this.#low = low
    this.#high = high
  }
}
