import type { Random } from '../../lib/random.ts'
import type { EmbeddingPool } from './embedding-pool.ts'

/** Rounds of Lloyd's algorithm at most. */
const mostRounds = 20
/** Neighbours that typicality is measured by, as in the paper. */
const neighbours = 20

/**
 * The most typical row of each of `count` clusters, largest clusters first: what to label first where nothing is known
 * (TypiClust: Hacohen, Dekel, Weinshall 2022, "Active Learning on a Budget: Opposite Strategies Suit High and Low
 * Budgets"). Typical is the row with the smallest mean distance to its 20 nearest neighbours in its cluster. Clusters
 * are k-means' (Lloyd 1982) with the seeding of Arthur and Vassilvitskii 2007. A cluster that holds one of `covered`
 * has an answer already and comes last.
 *
 * @param rows usable rows of the pools, which are looked at side by side; a few thousand of them are enough
 */
export function findTypical(
  pools: readonly EmbeddingPool[],
  rows: readonly number[],
  { count, random, covered = new Set() }: { count: number; random: Random; covered?: ReadonlySet<number> },
): number[] {
  const width = pools.reduce((sum, pool) => sum + pool.width, 0)
  const points = new Float32Array(rows.length * width)
  for (const [at, row] of rows.entries()) {
    let start = at * width
    for (const { data, width: own } of pools) {
      points.set(data.subarray(row * own, (row + 1) * own), start)
      start += own
    }
  }
  const clusters = Math.min(count, rows.length)
  const members = cluster(points, width, rows.length, clusters, random)
  return members
    .filter((places) => places.length > 0)
    .map((places) => ({
      places,
      isCovered: places.some((place) => covered.has(rows[place]!)),
      typical: mostTypical(points, width, places, (place) => !covered.has(rows[place]!)),
    }))
    .filter(({ typical }) => typical !== null)
    .sort(
      (one, other) =>
        Number(one.isCovered) - Number(other.isCovered) ||
        other.places.length - one.places.length ||
        one.typical! - other.typical!,
    )
    .map(({ typical }) => rows[typical!]!)
}

function distance(a: Float32Array, i: number, b: Float32Array | Float64Array, j: number, width: number): number {
  let sum = 0
  const [from, other] = [i * width, j * width]
  for (let k = 0; k < width; k++) {
    const step = a[from + k]! - b[other + k]!
    sum += step * step
  }
  return sum
}

/** Places of the points of each cluster. */
function cluster(points: Float32Array, width: number, count: number, clusters: number, random: Random): number[][] {
  const centres = seed(points, width, count, clusters, random)
  const own = new Int32Array(count).fill(-1)
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0
    for (let place = 0; place < count; place++) {
      let best = 0
      let nearest = Infinity
      for (let c = 0; c < clusters; c++) {
        const away = distance(points, place, centres, c, width)
        if (away < nearest) [best, nearest] = [c, away]
      }
      if (own[place] !== best) moved++
      own[place] = best
    }
    if (moved === 0) break
    const sizes = new Int32Array(clusters)
    const sums = new Float64Array(clusters * width)
    for (let place = 0; place < count; place++) {
      sizes[own[place]!]!++
      for (let k = 0; k < width; k++) sums[own[place]! * width + k]! += points[place * width + k]!
    }
    for (let c = 0; c < clusters; c++)
      if (sizes[c]! > 0) for (let k = 0; k < width; k++) centres[c * width + k] = sums[c * width + k]! / sizes[c]!
  }
  const members: number[][] = Array.from({ length: clusters }, () => [])
  for (let place = 0; place < count; place++) members[own[place]!]!.push(place)
  return members
}

/** Centres far from each other: each the next with a chance that grows with its distance to those chosen. */
function seed(points: Float32Array, width: number, count: number, clusters: number, random: Random): Float64Array {
  const centres = new Float64Array(clusters * width)
  const nearest = new Float64Array(count).fill(Infinity)
  let chosen = count === 0 ? 0 : random.int(0, count - 1)
  for (let c = 0; c < clusters; c++) {
    for (let k = 0; k < width; k++) centres[c * width + k] = points[chosen * width + k]!
    let total = 0
    for (let place = 0; place < count; place++) {
      nearest[place] = Math.min(nearest[place]!, distance(points, place, centres, c, width))
      total += nearest[place]!
    }
    let left = random() * total
    chosen = 0
    for (let place = 0; place < count; place++) {
      left -= nearest[place]!
      chosen = place
      if (left < 0) break
    }
  }
  return centres
}

/** Of large clusters only so many are compared with each other. */
const mostCompared = 600

/** The place of the most typical of these points that may be asked; null where none may. */
function mostTypical(
  points: Float32Array,
  width: number,
  all: readonly number[],
  mayAsk: (place: number) => boolean,
): number | null {
  const step = Math.max(1, Math.ceil(all.length / mostCompared))
  const places = all.filter((_, index) => index % step === 0)
  let best: number | null = null
  let least = Infinity
  for (const place of places) {
    if (!mayAsk(place)) continue
    const away = places
      .filter((other) => other !== place)
      .map((other) => Math.sqrt(distance(points, place, points, other, width)))
      .sort((one, other) => one - other)
      .slice(0, neighbours)
    const mean = away.length === 0 ? 0 : away.reduce((sum, value) => sum + value, 0) / away.length
    if (mean < least) [best, least] = [place, mean]
  }
  return best
}
