/** Floats that a distance is added up from before it is compared. */
const step = 10

/** Points in a space of a few dozen dimensions, ready for exact searches of the nearest ones. */
export class Neighbours {
  readonly #points: Float32Array
  readonly #width: number
  readonly #order: Int32Array
  readonly #first: Float32Array

  /** `points`: float32 [count, width], `width` a multiple of 10, the coordinates that differ most in front. */
  constructor(points: Float32Array, width: number) {
    const count = points.length / width
    this.#width = width
    this.#order = Int32Array.from({ length: count }, (_, index) => index).sort(
      (one, other) => points[one * width]! - points[other * width]!,
    )
    this.#points = new Float32Array(points.length)
    this.#order.forEach((index, place) =>
      this.#points.set(points.subarray(index * width, (index + 1) * width), place * width),
    )
    this.#first = Float32Array.from(this.#order, (index) => points[index * width]!)
  }

  /**
   * The `count` points nearest to one, the nearest first, with their Euclidean distances. Walks both ways from the
   * point's place along the first coordinate, until that alone is farther away than what was found.
   */
  find(point: Float32Array, count: number): { indices: number[]; distances: number[] } {
    const places: number[] = []
    const squares: number[] = []
    let right = this.#findPlace(point[0]!)
    let left = right - 1
    for (;;) {
      const toRight = right < this.#order.length ? this.#first[right]! - point[0]! : Infinity
      const toLeft = left >= 0 ? point[0]! - this.#first[left]! : Infinity
      const nearest = Math.min(toRight, toLeft)
      const limit = places.length < count ? Infinity : squares.at(-1)!
      if (nearest === Infinity || nearest * nearest > limit) break
      const place = toRight < toLeft ? right++ : left--
      const square = this.#measure(point, place, limit)
      if (square >= limit) continue
      let at = squares.length
      while (at > 0 && squares[at - 1]! > square) at--
      squares.splice(at, 0, square)
      places.splice(at, 0, place)
      if (places.length > count) {
        places.pop()
        squares.pop()
      }
    }
    return { indices: places.map((place) => this.#order[place]!), distances: squares.map(Math.sqrt) }
  }

  #findPlace(value: number): number {
    let [low, high] = [0, this.#first.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#first[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The squared distance, or anything not below `limit` where it is not. */
  #measure(point: Float32Array, place: number, limit: number): number {
    const points = this.#points
    let square = 0
    for (let k = 0; k < this.#width && square < limit; k += step) {
      const from = place * this.#width + k
      for (let m = 0; m < step; m++) square += (points[from + m]! - point[k + m]!) ** 2
    }
    return square
  }
}
