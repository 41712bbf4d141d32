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
