/** Sums over the photos of one class. */
interface ClassSum {
  /** How many they are; a photo that is shared out among classes counts in each for its part. */
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
    this.addShare(data, start, classId, 1)
    this.addProducts(data, start, 1)
  }

  /** Takes a row away that was added before. */
  remove(data: Float32Array, start: number, classId: number): void {
    if (!this.classes.has(classId)) throw new Error(`class ${classId} has no labels to take away`)
    this.addShare(data, start, classId, -1)
    this.addProducts(data, start, -1)
  }

  /** Adds a part of a row to a class, without the product; a negative part takes away. */
  addShare(data: Float32Array, start: number, classId: number, share: number): void {
    let sums = this.classes.get(classId)
    if (sums === undefined) this.classes.set(classId, (sums = { count: 0, sum: new Float64Array(this.width) }))
    this.count += share
    sums.count += share
    for (let i = 0; i < this.width; i++) sums.sum[i]! += share * data[start + i]!
    if (sums.count === 0) this.classes.delete(classId)
  }

  /** Adds a row's outer product, or takes it away. */
  addProducts(data: Float32Array, start: number, sign: 1 | -1): void {
    const { width, products } = this
    for (let i = 0; i < width; i++) {
      const one = sign * data[start + i]!
      const line = i * width
      for (let j = i; j < width; j++) products[line + j]! += one * data[start + j]!
    }
  }

  /** The same sums, to change by themselves. */
  clone(): ClassSums {
    const copy = new ClassSums(this.width)
    copy.products.set(this.products)
    copy.count = this.count
    for (const [id, { count, sum }] of this.classes) copy.classes.set(id, { count, sum: sum.slice() })
    return copy
  }
}
