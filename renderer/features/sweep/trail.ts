/** An answer of a person, and what was on the screen before it. */
export interface Answered {
  /** The labels that it gave. */
  given: ReadonlyMap<number, string | null>
}

/** Whether photos do not have the labels any more that an edit gave them: it was undone, or they were labeled anew. */
const isTakenBack = (given: Answered['given'], now: Answered['given']): boolean =>
  [...now].some(([id, label]) => given.has(id) && given.get(id) !== label)

/**
 * Takes the last answers off the trail that do not stand any more, one or several undos later; gives them,
 * the earliest first, to come back to what was on the screen before it; none where the last one stands.
 *
 * @param read the labels of photos as they are now
 * @param isCurrent whether nothing else was asked for meanwhile
 */
export async function takeBack<Step extends Answered>(
  trail: Step[],
  read: (ids: readonly number[]) => Promise<Answered['given']>,
  isCurrent: () => boolean,
): Promise<Step[]> {
  let standing = trail.length
  for (; standing > 0; standing--) {
    const { given } = trail[standing - 1]!
    const now = await read([...given.keys()])
    if (!isCurrent()) return []
    if (!isTakenBack(given, now)) break
  }
  return trail.splice(standing)
}
