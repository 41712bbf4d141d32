import { dot, type Vectors } from './vectors.ts'

/** Rows with their similarities, the likest first; of equally like ones the earlier row first. */
export interface Likest {
  rows: number[]
  similarities: number[]
}

/**
 * The rows most like this one, of all or of the rising rows `among`, itself left out: each is compared, and the best
 * kept in a heap, so that only they are sorted.
 */
export function findTop(
  { data, stride, size }: Vectors,
  row: number,
  limit: number,
  among: readonly number[] | null = null,
): Likest {
  const count = among?.length ?? size
  const capacity = Math.min(limit, count)
  const heap = new Heap(capacity)
  if (capacity > 0) {
    for (let place = 0; place < count; place++) {
      const other = among === null ? place : among[place]!
      if (other !== row) heap.offer(dot(data, other * stride, data, row * stride, stride), other)
    }
  }
  return heap.list()
}

/** The best of what is offered, the worst of them on top. */
class Heap {
  readonly #scores: Float64Array
  readonly #rows: Int32Array
  #size = 0

  constructor(capacity: number) {
    this.#scores = new Float64Array(capacity)
    this.#rows = new Int32Array(capacity)
  }

  /** Rows are offered in rising order: an equal score is never better than one that is in. */
  offer(score: number, row: number): void {
    if (this.#size < this.#scores.length) this.#rise(this.#size++, score, row)
    else if (score > this.#scores[0]!) this.#sink(score, row)
  }

  list(): Likest {
    const order = Array.from({ length: this.#size }, (_, place) => place).sort(
      (one, other) => this.#scores[other]! - this.#scores[one]! || this.#rows[one]! - this.#rows[other]!,
    )
    return { rows: order.map((place) => this.#rows[place]!), similarities: order.map((place) => this.#scores[place]!) }
  }

  #isWorse(place: number, score: number, row: number): boolean {
    return this.#scores[place]! < score || (this.#scores[place] === score && this.#rows[place]! > row)
  }

  #rise(place: number, score: number, row: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (this.#isWorse(parent, score, row)) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, score, row)
  }

  #sink(score: number, row: number): void {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#isWorse(child + 1, this.#scores[child]!, this.#rows[child]!)) child++
      if (!this.#isWorse(child, score, row)) break
      this.#move(child, place)
      place = child
    }
    this.#put(place, score, row)
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#scores[from]!, this.#rows[from]!)
  }

  #put(place: number, score: number, row: number): void {
    this.#scores[place] = score
    this.#rows[place] = row
  }
}
