/** One table for the column `shown`, from one by prediction and one by label set. */
export function interleave(byPrediction: ArrayLike<number>, bySet: ArrayLike<number>): Uint32Array {
  const table = new Uint32Array(2 * Math.max(byPrediction.length, bySet.length))
  for (let prediction = 0; prediction < byPrediction.length; prediction++)
    table[2 * prediction] = byPrediction[prediction]!
  for (let set = 0; set < bySet.length; set++) table[2 * set + 1] = bySet[set]!
  return table
}
