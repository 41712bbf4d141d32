/** Sums over the labeled photos of one class. */
interface ClassSum {
  count: number
  /** [width]. */
  sum: Float64Array
}

/**
 * What a head is fitted to: how many labels, their sums by class, and the sum of their outer products. Adding a row and
 * taking it away again leaves exactly what was there, because the rows of an `EmbeddingPool` are rounded so that every
 * sum is exact.
 */
export class ClassSums {
  readonly width: number
  /** [width, width]; only the upper triangle is kept. */
  readonly products: Float64Array
  readonly classes = new Map<number, ClassSum>()
  /** Labeled rows. */
  count = 0

  constructor(width: number) {
    this.width = width
    this.products = new Float64Array(width * width)
  }

  /** Adds the row at `start` of `data` to a class. */
  add(data: Float32Array, start: number, classId: number): void {
    let sums = this.classes.get(classId)
    if (sums === undefined) this.classes.set(classId, (sums = { count: 0, sum: new Float64Array(this.width) }))
    this.#change(data, start, sums, 1)
  }

  /** Takes a row away that was added before. */
  remove(data: Float32Array, start: number, classId: number): void {
    const sums = this.classes.get(classId)
    if (sums === undefined) throw new Error(`class ${classId} has no labels to take away`)
    this.#change(data, start, sums, -1)
    if (sums.count === 0) this.classes.delete(classId)
  }

  #change(data: Float32Array, start: number, sums: ClassSum, sign: 1 | -1): void {
    const { width, products } = this
    this.count += sign
    sums.count += sign
    for (let i = 0; i < width; i++) {
      const one = sign * data[start + i]!
      sums.sum[i]! += one
      const line = i * width
      for (let j = i; j < width; j++) products[line + j]! += one * data[start + j]!
    }
  }
}
