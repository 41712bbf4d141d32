/** The 97.5th percentile of the normal distribution: 95 of 100 such intervals hold the true share. */
const z = 1.959963985

/**
 * Wilson's score interval of a share at 95 % (Wilson 1927): honest for few photos and near 0 and 1.
 * null where nothing was counted.
 */
export function wilsonInterval(right: number, total: number): [low: number, high: number] | null {
  if (total === 0) return null
  const share = right / total
  const middle = share + (z * z) / (2 * total)
  const half = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total))
  const scale = 1 + (z * z) / total
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)]
}

/** The value with as many below as above; of an even number the higher of the two in the middle. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!

/**
 * The exact two-sided p value of the sign test, of McNemar's test for two models on the same photos: how likely cases
 * that favour one side would be divided at least as unevenly as `first` and `second`, were either side as good as the
 * other. 1 where there are none.
 */
export function signTest(first: number, second: number): number {
  const total = first + second
  const fewer = Math.min(first, second)
  if (2 * fewer === total) return 1
  // By logarithms: 2 to the power of -1100 is no number any more.
  let log = -total * Math.LN2
  for (let place = 1; place <= fewer; place++) log += Math.log((total - fewer + place) / place)
  let sum = 0
  for (let part = 1, place = fewer; place >= 0 && part > 1e-17; place--) {
    sum += part
    part *= place / (total - place + 1)
  }
  return Math.min(1, 2 * Math.exp(log) * sum)
}
