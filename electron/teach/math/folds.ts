/** As many as usual. */
export const folds = 5

/**
 * Parts of the labels for cross-validation. The rows of each class are dealt out in the order of a hash, so that a
 * class with up to five labels loses one of them at a time, as when each is left out by itself; which fold a class
 * begins with is hashed, too. The only label of a class is in no fold: every fold leaves all classes known. The same
 * labels have the same folds.
 *
 * @param labeled rows with the ids of their classes
 * @returns rows of each fold, ascending
 */
export function dealFolds(labeled: readonly { row: number; classId: number }[]): number[][] {
  const dealt: number[][] = Array.from({ length: folds }, () => [])
  for (const [classId, members] of Map.groupBy(labeled, ({ classId }) => classId)) {
    if (members.length < 2) continue
    const sorted = members.map(({ row }) => row).sort((one, other) => hash(one) - hash(other) || one - other)
    for (const [rank, row] of sorted.entries()) dealt[(rank + hash(classId)) % folds]!.push(row)
  }
  return dealt.map((rows) => rows.sort((one, other) => one - other))
}

/** MurmurHash3's finaliser: 32 bits that look like chance. */
function hash(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
