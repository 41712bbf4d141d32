/**
 * A map over the patches as shares: each value divided by the sum of all. Maps of any scale are comparable then,
 * softmax weights and stored bytes alike. A map that is nothing but zeros stays so.
 *
 * @param map numbers from 0 on, [P]
 * @returns float64 [P], which adds up to 1
 */
export function toShares(map: ArrayLike<number>): Float64Array {
  const total = sum(map)
  const shares = Float64Array.from(map)
  return total > 0 ? shares.map((value) => value / total) : shares
}

/**
 * Total variation distance of two maps, each taken as shares: half the sum of absolute differences, which is the share
 * of attention that would have to move to other patches. 0 where they are alike, 1 where they have no patch in common.
 * Where one map is nothing but zeros it has nothing in common with the other (1); two such maps are alike (0).
 *
 * @param one @param other numbers from 0 on, [P]: floats or bytes
 * @throws RangeError where they are not of one length
 */
export function mapDistance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  checkLength(one, other)
  const [sumOfOne, sumOfOther] = [sum(one), sum(other)]
  if (sumOfOne === 0 || sumOfOther === 0) return sumOfOne === sumOfOther ? 0 : 1
  // No arrays are made: it is asked of every photo of a project.
  let total = 0
  for (let patch = 0; patch < one.length; patch++)
    total += Math.abs(one[patch]! / sumOfOne - other[patch]! / sumOfOther)
  return Math.min(1, total / 2)
}

/**
 * Share of the one minus share of the other, patch by patch:
 * what a diverging colour map shows of the class token and the distillation token. Adds up to 0.
 *
 * @returns float64 [P], −1 to 1
 * @throws RangeError where they are not of one length
 */
export function subtractMaps(one: ArrayLike<number>, other: ArrayLike<number>): Float64Array {
  checkLength(one, other)
  const shares = toShares(other)
  return toShares(one).map((share, patch) => share - shares[patch]!)
}

/**
 * The mean of many maps, each taken as shares, so that every photo counts the same.
 *
 * @param maps each [P]
 * @returns float64 [P]; null where there are none
 * @throws RangeError where they are not of one length
 */
export function meanMap(maps: Iterable<ArrayLike<number>>): Float64Array | null {
  let total: Float64Array | null = null
  let count = 0
  for (const map of maps) {
    total ??= new Float64Array(map.length)
    checkLength(total, map)
    const shares = toShares(map)
    for (let patch = 0; patch < total.length; patch++) total[patch]! += shares[patch]!
    count++
  }
  return total?.map((value) => value / count) ?? null
}

function sum(map: ArrayLike<number>): number {
  let total = 0
  for (let patch = 0; patch < map.length; patch++) total += map[patch]!
  return total
}

function checkLength(one: ArrayLike<number>, other: ArrayLike<number>): void {
  if (one.length !== other.length)
    throw new RangeError(`expected two maps of one length, got ${one.length} and ${other.length} values`)
}
