import type { SplitScope } from './calls.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { setSplits } from '../../catalog/queries/marks.ts'
import { listSplitRows, type SplitRow } from '../../catalog/queries/splits.ts'
import { GlanceError } from '../../../models/errors.ts'
import { type Split, splits } from '../../catalog/split.ts'
import { edit } from '../../catalog/history/edit.ts'
import { type Ratios, shareOut, type SplitItem } from './split-groups.ts'

export interface SplitRequest {
  ratios: Ratios
  /** 0 to 2^32 - 1. */
  seed: number
  /** `labeled`: images without a label get none. */
  scope: SplitScope
  /** Whether an image that has a split keeps it. */
  keep: boolean
  /** The predictions that images show, used where there are no labels. */
  predictions: ReadonlyMap<number, string>
  author: string
}

/**
 * Gives the images splits as one edit: stratified by class, an image with several by its rarest, one without by the
 * prediction; seeded, and the same for the same files whenever they were added; equal and near-duplicate images stay
 * together. Missing images are left as they are.
 * @throws GlanceError where all ratios are 0
 */
export function assignSplits(
  catalog: Catalog,
  { ratios, seed, scope, keep, predictions, author }: SplitRequest,
): number | null {
  const total = splits.reduce((sum, split) => sum + ratios[split], 0)
  if (!(total > 0 && Number.isFinite(total)))
    throw new GlanceError(
      'wrong-use',
      'All shares are 0: there is no split to put images into.',
      'Give at least one of train, validation and test a share.',
    )
  const shares = splits.map((split) => Math.round(100 * (ratios[split] / total))).join('/')
  return edit(catalog, { kind: 'splits', subject: `${shares}, seed ${seed}`, author }, () => {
    const rows = listSplitRows(catalog)
    const groups = findGroups(rows)
    const inScope = rows.filter(({ labels }) => scope === 'all' || labels.length > 0)
    const kept = new Map(keep ? rows.flatMap(({ id, split }) => (split === null ? [] : [[id, split] as const])) : [])
    const anchors = new Map<number, Split>()
    // The first by path decides.
    for (const { id } of rows.toReversed()) if (kept.has(id)) anchors.set(groups.get(id)!, kept.get(id)!)
    const given = shareOut(toItems(inScope, predictions, groups), ratios, seed, kept, anchors)
    setSplits(
      catalog,
      rows.map(({ id }) => [id, given.get(id) ?? kept.get(id) ?? null]),
    )
  })
}

function toItems(
  rows: readonly SplitRow[],
  predictions: ReadonlyMap<number, string>,
  groups: ReadonlyMap<number, number>,
): SplitItem[] {
  const counts = new Map<string, number>()
  for (const name of rows.flatMap(({ labels }) => labels)) counts.set(name, (counts.get(name) ?? 0) + 1)
  // Labels come by name: of two that are as rare, the same one every time.
  const rarest = (names: readonly string[]): string =>
    names.reduce((best, next) => (counts.get(next)! < counts.get(best)! ? next : best))
  return rows.map(({ id, labels }) => {
    const name = labels.length > 0 ? rarest(labels) : predictions.get(id)
    return { id, stratum: name === undefined ? 'none' : `class ${name}`, group: groups.get(id)! }
  })
}

/**
 * Which images stay together: the id of one of them for each.
 * Equal bytes and near-duplicates may chain into larger groups.
 */
function findGroups(rows: readonly SplitRow[]): Map<number, number> {
  const above = new Map<number, number>()
  const find = (id: number): number => {
    let top = id
    while ((above.get(top) ?? top) !== top) top = above.get(top)!
    above.set(id, top)
    return top
  }
  const first = new Map<string, number>()
  for (const { id, hash, nearGroup } of rows) {
    for (const key of [hash === null ? null : `hash ${hash}`, nearGroup === null ? null : `near ${nearGroup}`]) {
      if (key === null) continue
      const other = first.get(key)
      if (other === undefined) first.set(key, id)
      else above.set(find(id), find(other))
    }
  }
  return new Map(rows.map(({ id }) => [id, find(id)]))
}
