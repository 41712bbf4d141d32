import { dropSettledConflicts } from '../../catalog/queries/class-uses.ts'
import type { Catalog } from '../../catalog/connection.ts'
import {
  addConflicts,
  giveLabels,
  type LabelEntry,
  readLabels,
  replaceVotes,
  type VoteEntry,
} from '../../catalog/queries/votes.ts'
import type { LabelSource } from '../../catalog/rows.ts'
import type { ImportResult } from './calls.ts'

/** What somebody elsewhere said of an image: all of its classes. */
export interface Said {
  imageId: number
  author: string
  classIds: readonly number[]
  source: LabelSource
}

/**
 * Takes over what was said elsewhere, inside an edit: it is a vote of its author's; the label, where an image has none
 * (of several authors the first one's); a conflict where it is another one than the label. No label is changed.
 */
export function takeVotes(
  catalog: Catalog,
  said: readonly Said[],
  editId: number,
): Pick<ImportResult, 'added' | 'same' | 'conflicts'> {
  const labels = readLabels(catalog, new Set(said.map(({ imageId }) => imageId)))
  const given: LabelEntry[] = []
  const conflicts: [number, string][] = []
  const [added, same, contradicted] = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const { imageId, author, classIds, source } of said) {
    const label = labels.get(imageId)
    if (label === undefined) {
      labels.set(imageId, [...classIds])
      for (const classId of classIds) given.push([imageId, classId, source, author])
      added.add(imageId)
    } else if (isSame(label, classIds)) same.add(imageId)
    else {
      conflicts.push([imageId, author])
      contradicted.add(imageId)
    }
  }
  giveLabels(catalog, given, editId)
  replaceVotes(
    catalog,
    said.flatMap(({ imageId, author, classIds }) => classIds.map((classId): VoteEntry => [imageId, author, classId])),
    editId,
  )
  addConflicts(catalog, conflicts)
  dropSettledConflicts(catalog)
  return {
    added: added.size,
    same: [...same].filter((id) => !added.has(id) && !contradicted.has(id)).length,
    conflicts: contradicted.size,
  }
}

/** Whether two lists hold the same classes, in whatever order. */
export const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && other.every((id) => one.includes(id))
