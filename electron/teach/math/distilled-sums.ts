import { ClassSums } from './class-sums.ts'
import type { Decisions } from './decisions.ts'
import type { EmbeddingPool } from './embedding-pool.ts'
import { fitHead, type Head } from './head.ts'
import { addProduct, makeMatrix, type Matrix } from './products.ts'

const rowsABlock = 256

/**
 * What a head is fitted to that labels and a teacher's decisions teach: a labeled row counts for its class; any other
 * one is shared out among classes as the teacher decided. A decision counts as much as a label, as in DeiT: so it
 * teaches most, see the README. Sums are exact, as those over labels are, because embeddings and shares are whole
 * multiples of powers of two: the same labels and decisions give the same head, bit for bit.
 */
export class DistilledSums {
  readonly #pool: EmbeddingPool
  readonly #decisions: Decisions
  readonly #sums: ClassSums

  /**
   * @param labels sums over the labeled rows
   * @param products those of `sumProducts` over the decided rows that have no label
   */
  constructor(
    pool: EmbeddingPool,
    decisions: Decisions,
    {
      labels,
      labeled,
      products,
    }: { labels: ClassSums; labeled: { has: (row: number) => boolean }; products: Float64Array },
  ) {
    this.#pool = pool
    this.#decisions = decisions
    this.#sums = labels.clone()
    for (let at = 0; at < products.length; at++) this.#sums.products[at]! += products[at]!
    for (const row of decisions.spans.keys()) if (!labeled.has(row)) this.#share(row, 1)
  }

  /** A row has another label now; null for none. */
  setLabel(row: number, before: number | null, after: number | null): void {
    const { data, width } = this.#pool
    const start = row * width
    if (before !== null) this.#sums.addShare(data, start, before, -1)
    if (after !== null) this.#sums.addShare(data, start, after, 1)
    if ((before === null) === (after === null)) return
    if (this.#decisions.spans.has(row)) this.#share(row, after === null ? 1 : -1)
    else this.#sums.addProducts(data, start, after === null ? -1 : 1)
  }

  /**
   * Linear discriminant analysis of the rows with these weights.
   *
   * @param classIds those that have labels: decisions for others are of labels that are gone, until the teacher decides
   *   anew
   */
  fit(classIds: Iterable<number>): Head | null {
    const { width, products, classes } = this.#sums
    const kept = new ClassSums(width)
    kept.products.set(products)
    for (const id of classIds) {
      const one = classes.get(id)
      if (one === undefined) continue
      kept.classes.set(id, one)
      kept.count += one.count
    }
    return fitHead(kept)
  }

  #share(row: number, sign: 1 | -1): void {
    const { classIds, spans, places, shares } = this.#decisions
    const [from, to] = spans.get(row)!
    const { data, width } = this.#pool
    for (let at = from; at < to; at++)
      this.#sums.addShare(data, row * width, classIds[places[at]!]!, sign * shares[at]!)
  }
}

/** Sum of the outer products of some rows, [width, width], upper triangle; exact, and so the same in any order. */
export function* sumProducts(
  { data, width }: EmbeddingPool,
  rows: readonly number[],
): Generator<undefined, Float64Array> {
  const sum: Matrix = makeMatrix(width, width)
  for (let from = 0; from < rows.length; from += rowsABlock) {
    const part = rows.slice(from, from + rowsABlock)
    // Transposed: a column's values lie side by side.
    const block = makeMatrix(width, part.length)
    for (const [at, row] of part.entries())
      for (let k = 0; k < width; k++) block.data[k * part.length + at] = data[row * width + k]!
    addProduct(block, block, sum, { upper: true })
    yield
  }
  return sum.data
}
