import { makeRandom, shuffle } from '../../lib/random.ts'
import { type Split, splits } from '../../catalog/split.ts'

/** An image to be given a split. */
export interface SplitItem {
  id: number
  /** What has to be shared out evenly: its class. */
  stratum: string
  /** Images of one group stay together; null is in no group. */
  group: number | null
}

/** Shares, of any sum above 0. */
export type Ratios = Record<Split, number>

/**
 * Shares images out among splits, every stratum by the ratios: whole numbers by the largest remainder, what rounding
 * takes from a split in one stratum going to it in the next, so that a hundred rare classes do not all end in the
 * largest split. Groups go one by one, in a seeded order but large ones first, each to the split that its strata are
 * furthest behind in; so a stratum whose groups lie within it is off by less than its largest group. `kept`: splits
 * that images have and keep, counted in; `anchors`: splits that groups are bound to. The same items in the same order
 * with the same seed give the same splits.
 */
export function shareOut(
  items: readonly SplitItem[],
  ratios: Ratios,
  seed: number,
  kept: ReadonlyMap<number, Split>,
  anchors: ReadonlyMap<number, Split>,
): Map<number, Split> {
  const owed = findTargets(items, ratios)
  const result = new Map<number, Split>()
  const give = (members: readonly SplitItem[], split: Split): void => {
    for (const { id, stratum } of members) {
      result.set(id, split)
      owed.get(stratum)![split]--
    }
  }
  for (const item of items) if (kept.has(item.id)) give([item], kept.get(item.id)!)
  const open = items.filter(({ id }) => !kept.has(id))
  const groups = [...Map.groupBy(open, ({ id, group }) => (group === null ? `i${id}` : `g${group}`)).values()]
  const anchorOf = ([first]: readonly SplitItem[]): Split | undefined =>
    first!.group === null ? undefined : anchors.get(first!.group)
  for (const members of groups) if (anchorOf(members) !== undefined) give(members, anchorOf(members)!)
  const free = shuffle(
    makeRandom(seed),
    groups.filter((members) => anchorOf(members) === undefined),
  ).toSorted((one, other) => other.length - one.length)
  const possible = splits.filter((split) => ratios[split] > 0)
  for (const members of free) {
    const need = (split: Split): number => members.reduce((sum, { stratum }) => sum + owed.get(stratum)![split], 0)
    give(
      members,
      possible.reduce((best, next) => (need(next) > need(best) ? next : best)),
    )
  }
  return result
}

/** How many images of each stratum each split is to get. */
export function findTargets(items: readonly SplitItem[], ratios: Ratios): Map<string, Record<Split, number>> {
  const total = splits.reduce((sum, split) => sum + ratios[split], 0)
  const carry: Record<Split, number> = { train: 0, validation: 0, test: 0 }
  const sizes = [...Map.groupBy(items, ({ stratum }) => stratum)].map(([stratum, { length }]) => ({ stratum, length }))
  return new Map(
    sizes
      .toSorted((one, other) => (one.stratum < other.stratum ? -1 : 1))
      .map(({ stratum, length }) => {
        const exact = (split: Split): number => length * (ratios[split] / total)
        const target = { train: 0, validation: 0, test: 0 }
        // Not quite whole is whole: 10 × 0.7 is 7.
        for (const split of splits) target[split] = Math.floor(exact(split) + 1e-9)
        const left = length - splits.reduce((sum, split) => sum + target[split], 0)
        const byRemainder = splits
          .filter((split) => exact(split) - target[split] > 1e-9)
          .toSorted(
            (one, other) => exact(other) - target[other] + carry[other] - (exact(one) - target[one] + carry[one]),
          )
        for (const split of byRemainder.slice(0, left)) target[split]++
        for (const split of splits) carry[split] += exact(split) - target[split]
        return [stratum, target]
      }),
  )
}
