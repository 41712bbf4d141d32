import { dropSettledConflicts } from '../../catalog/queries/class-uses.ts'
import { findModelClass } from '../../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../../catalog/connection.ts'
import {
  type CopyMark,
  listAllVotes,
  listConflicts,
  listDecided,
  listEditMarks,
  listLabels,
  listMarks,
  listRejections,
  matchImages,
} from '../../catalog/queries/copies.ts'
import { setMarks, setSplits } from '../../catalog/queries/marks.ts'
import {
  addConflicts,
  giveLabels,
  type LabelEntry,
  readLabels,
  readVotes,
  replaceVotes,
} from '../../catalog/queries/votes.ts'
import { addRejections } from '../../catalog/queries/rejections.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { ImportResult } from './calls.ts'
import { isMultiLabel } from '../edits/edits.ts'
import { importEdit } from './import-labels.ts'
import { addClasses, listDrafts } from '../classes/import-classes.ts'
import { isSame } from './take-votes.ts'

/**
 * Takes over what was done in another copy of this project, as one edit: classes that are new, all votes,
 * labels of images that have none here, flags, notes, splits and rejected predictions. A label here is never changed:
 * what contradicts it is a conflict. What the other copy knows from the time before the two went apart is no news, and
 * what was decided here since then is kept.
 *
 * @throws GlanceError where the other one has several labels an image and this one takes one
 */
export function mergeProject(catalog: Catalog, other: ReadableCatalog, subject: string, author: string): ImportResult {
  const labels = Map.groupBy(listLabels(other), ({ imageId }) => imageId)
  if (!isMultiLabel(catalog) && [...labels.values()].some((some) => some.length > 1)) {
    throw new GlanceError(
      'wrong-use',
      'Images in {file} have several labels, and this project allows one label per image.',
      'Switch this project to several labels, then merge.',
      { params: { file: other.file } },
    )
  }
  return importEdit(catalog, subject, author, (editId) => {
    const { made, ids: classIds, ...report } = addClasses(catalog, listDrafts(other), { keepsOwnCases: true })
    const decided = listDecided(other)
    const here = matchImages(catalog, decided)
    const images = [...new Set(here.values())]
    const isNews = findNews(catalog, other)

    const known = readVotes(catalog, images)
    const taken = new Map<string, { imageId: number; author: string; classIds: number[] }>()
    for (const votes of Map.groupBy(
      listAllVotes(other),
      ({ imageId, author: voter }) => `${imageId} ${voter}`,
    ).values()) {
      const { imageId: there, author: voter } = votes[0]!
      const imageId = here.get(there)
      if (imageId === undefined || !votes.some(isNews)) continue
      const key = `${imageId} ${voter}`
      const said = votes.map(({ className }) => classIds.get(className)!)
      // Two files there may be one image here: the first one counts.
      if (!taken.has(key) && !isSame(known.get(key) ?? [], said))
        taken.set(key, { imageId, author: voter, classIds: said })
    }

    const takenOf = Map.groupBy(taken.values(), ({ imageId }) => imageId)

    const own = readLabels(catalog, images)
    const given: LabelEntry[] = []
    const contradicted = new Set<number>()
    const conflicts: [number, string][] = []
    const contradict = (imageId: number, voter: string, said: readonly number[]): void => {
      if (!taken.has(`${imageId} ${voter}`) || isSame(own.get(imageId) ?? [], said)) return
      conflicts.push([imageId, voter])
      contradicted.add(imageId)
    }
    let [added, same] = [0, 0]
    for (const [there, some] of labels) {
      const imageId = here.get(there)
      if (imageId === undefined) continue
      const said = some.map(({ className }) => classIds.get(className)!)
      const label = own.get(imageId)
      if (label === undefined) {
        if (!some.some(isNews)) continue // it was taken away here
        own.set(imageId, said)
        for (const { className, source, author: giver } of some)
          given.push([imageId, classIds.get(className)!, source, giver])
        added++
      } else if (isSame(label, said)) same++
      else
        for (const vote of takenOf.get(imageId) ?? [])
          if (isSame(vote.classIds, said)) contradict(imageId, vote.author, said)
    }
    for (const { imageId: there, author: voter } of listConflicts(other)) {
      const imageId = here.get(there)
      const vote = imageId === undefined ? undefined : taken.get(`${imageId} ${voter}`)
      if (vote !== undefined) contradict(vote.imageId, voter, vote.classIds)
    }
    giveLabels(catalog, given, editId)
    replaceVotes(
      catalog,
      [...taken.values()].flatMap((vote) =>
        vote.classIds.map((classId) => [vote.imageId, vote.author, classId] as const),
      ),
      editId,
    )
    addConflicts(catalog, conflicts)
    dropSettledConflicts(catalog)
    addRejections(
      catalog,
      listRejections(other).flatMap(({ imageId, className }) => {
        const id = here.get(imageId)
        const ref = findModelClass(catalog, className) ?? className
        // What is the label here cannot be wrong, too.
        if (id === undefined || (typeof ref === 'number' && own.get(id)?.includes(ref) === true)) return []
        return [[id, ref] as const]
      }),
    )
    mergeMarks(
      catalog,
      listMarks(other).flatMap((mark) =>
        here.get(mark.imageId) === undefined ? [] : [{ ...mark, imageId: here.get(mark.imageId)! }],
      ),
    )
    return {
      added,
      same,
      conflicts: contradicted.size,
      newClasses: made,
      ...report,
      unknown: decided.filter(({ id }) => !here.has(id)).map(({ path }) => path),
    }
  })
}

/** What stems from an edit that both copies know is no news. */
function findNews(catalog: ReadableCatalog, other: ReadableCatalog): (said: { editId: number }) => boolean {
  const [ours, theirs] = [listEditMarks(catalog), listEditMarks(other)]
  return ({ editId }) => !theirs.has(editId) || ours.get(editId) !== theirs.get(editId)
}

/** Flags and splits where this project has none; notes of both, where they differ, one after the other. */
function mergeMarks(catalog: Catalog, theirs: readonly CopyMark[]): void {
  const ours = new Map(
    listMarks(
      catalog,
      theirs.map(({ imageId }) => imageId),
    ).map((mark) => [mark.imageId, mark]),
  )
  setMarks(
    catalog,
    theirs.filter(({ flagged }) => flagged === 1).map(({ imageId }) => imageId),
    { flagged: true },
  )
  setSplits(
    catalog,
    theirs.flatMap(({ imageId, split }) =>
      split === null || ours.get(imageId)?.split != null ? [] : [[imageId, split]],
    ),
  )
  for (const { imageId, note } of theirs) {
    const own = ours.get(imageId)?.note ?? null
    // Whole lines: what somebody wrote may be a part of what somebody else wrote, and mean another thing.
    if (note !== null && !`\n${own ?? ''}\n`.includes(`\n${note}\n`))
      setMarks(catalog, [imageId], { note: own === null ? note : `${own}\n${note}` })
  }
}
