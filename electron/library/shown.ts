/** One table for the column `shown`, from one by guess and one by label set. */
export function interleave(byGuess: ArrayLike<number>, bySet: ArrayLike<number>): Uint32Array {
  const table = new Uint32Array(2 * Math.max(byGuess.length, bySet.length))
  for (let guess = 0; guess < byGuess.length; guess++) table[2 * guess] = byGuess[guess]!
  for (let set = 0; set < bySet.length; set++) table[2 * set + 1] = bySet[set]!
  return table
}
