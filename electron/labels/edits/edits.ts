import type { LabelChange, LabelTarget } from './calls.ts'
import { findClass, findModelClass, isClosed } from '../../catalog/queries/classes.ts'
import { ensureClass, ensureModelClass, findSameName, getClass, notInSet } from '../one-class.ts'
import type { ClassRef } from '../../catalog/shown-prediction.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { type EditKind, nameEdit, setEditKind } from '../../catalog/history/entries.ts'
import {
  addLabels,
  countLabeled,
  removeLabels,
  replaceLabels,
  stageTargets,
  type Target,
} from '../../catalog/queries/labels.ts'
import { addRejections } from '../../catalog/queries/rejections.ts'
import { type Mark, setMarks } from '../../catalog/queries/marks.ts'
import { getSetting } from '../../catalog/queries/settings.ts'
import type { LabelSource } from '../../catalog/rows.ts'
import { normalizeClassName } from '../class-name.ts'
import { edit } from '../../catalog/history/edit.ts'

/** One class for many images; null takes their labels away. */
export interface LabelRequest {
  imageIds: Iterable<number>
  to: LabelTarget | null
  author: string
  /** `person` by default. */
  source?: LabelSource
  /** `replace` by default. In a project with one label an image, adding replaces. */
  how?: LabelChange
}

/**
 * Labels images as one edit and returns its id, on the disk by then. A class that is new is made in the same edit.
 * Images that are as asked already are not part of it; where that is all of them, there is none (null).
 * @throws GlanceError where there is no class of this id
 */
export function setLabels(
  catalog: Catalog,
  { imageIds, to: target, author, source = 'person', how = 'replace' }: LabelRequest,
): number | null {
  const ids = [...imageIds]
  if (ids.length === 0) return null
  const to = resolveTarget(catalog, target)
  const name =
    to === null
      ? null
      : typeof to === 'number'
        ? getClass(catalog, to).name
        : normalizeClassName(typeof to === 'string' ? to : to.newName)
  const asked = name === null || (how === 'add' && !isMultiLabel(catalog)) ? 'replace' : how
  const kind: EditKind = name === null ? 'clear' : asked === 'replace' ? 'set' : asked === 'toggle' ? 'add' : asked
  return edit(catalog, { kind, subject: name, author }, (editId) => {
    // What was never given cannot be taken away, and must not be made for it.
    const classId =
      to === null || typeof to === 'number'
        ? to
        : asked === 'remove'
          ? findClass(catalog, name!)
          : typeof to === 'string' // What only the model has becomes the project's.
            ? ensureModelClass(catalog, to)
            : ensureClass(catalog, name!)
    if (asked === 'remove' && classId === null) return
    stageTargets(
      catalog,
      ids.map((id): Target => [id, classId]),
    )
    const attribution = { author, source, editId }
    if (asked === 'toggle') toggle(catalog, attribution)
    else ({ replace: replaceLabels, add: addLabels, remove: removeLabels })[asked](catalog, attribution)
  })
}

/** The class where there is one by now: of a model's class, or of a name that was typed, in whatever case. */
function resolveTarget(catalog: Catalog, to: LabelTarget | null): LabelTarget | null {
  if (to === null || typeof to === 'number') return to
  if (typeof to === 'string') return findModelClass(catalog, to) ?? to
  return findSameName(catalog, normalizeClassName(to.newName))?.id ?? to
}

/** Away where all have it; otherwise to those that lack it. */
function toggle(catalog: Catalog, attribution: Parameters<typeof addLabels>[1]): void {
  const { all, having } = countLabeled(catalog)
  if (all === having) {
    removeLabels(catalog, attribution)
    setEditKind(catalog, attribution.editId, 'remove')
  } else if (isMultiLabel(catalog)) addLabels(catalog, attribution)
  else replaceLabels(catalog, attribution)
}

/** Images and the class that is predicted for each. */
export type Predictions = ReadonlyMap<number, ClassRef>

/**
 * Gives every image a class of its own as one edit, as where a person accepts what the model predicted; otherwise as
 * `setLabels`. A class that only the model has becomes the project's.
 *
 * @throws GlanceError where the label set is closed and has no such class
 */
export const acceptPredictions = (catalog: Catalog, predictions: Predictions, author: string): number | null =>
  sweepPredictions(catalog, { accept: predictions, reject: new Map() }, author)

/** Says of every image that its class is wrong, as one edit: it is not predicted again, and becomes no class. */
export const rejectPredictions = (catalog: Catalog, predictions: Predictions, author: string): number | null =>
  sweepPredictions(catalog, { accept: new Map(), reject: predictions }, author)

/**
 * A page of predictions looked through, as one edit:
 * the right ones become labels, the wrong ones are not predicted again.
 */
export function sweepPredictions(
  catalog: Catalog,
  { accept, reject }: { accept: Predictions; reject: Predictions },
  author: string,
): number | null {
  if (accept.size + reject.size === 0) return null
  /** The project's class that each is; what becomes of a model's class that is none of them is up to `otherwise`. */
  const resolve = <Ref extends ClassRef>(predictions: Predictions, otherwise: (name: string) => Ref) =>
    new Map(
      [...new Set(predictions.values())].map((ref) => [
        ref,
        typeof ref === 'number' ? getClass(catalog, ref).id : (findModelClass(catalog, ref) ?? otherwise(ref)),
      ]),
    )
  const kind: EditKind = accept.size === 0 ? 'reject' : reject.size === 0 ? 'accept' : 'sweep'
  return edit(catalog, { kind, subject: kind === 'sweep' ? String(reject.size) : null, author }, (editId) => {
    const given = resolve(accept, (name) => {
      if (isClosed(catalog)) throw notInSet(name)
      return ensureModelClass(catalog, name)
    })
    const wrong = resolve(reject, (name) => name)
    addRejections(
      catalog,
      [...reject].map(([id, ref]) => [id, wrong.get(ref)!]),
    )
    stageTargets(
      catalog,
      [...accept].map(([id, ref]): Target => [id, given.get(ref)!]),
    )
    if (isMultiLabel(catalog)) addLabels(catalog, { author, source: 'person', editId })
    else replaceLabels(catalog, { author, source: 'person', editId })
    // One class is worth its name in the history; of many there is only their number.
    const [first, ...others] = new Set([...given.values(), ...wrong.values()])
    if (first !== undefined && others.length === 0 && kind !== 'sweep')
      nameEdit(catalog, editId, typeof first === 'number' ? getClass(catalog, first).name : first)
  })
}

/** Flags, notes and splits of many images as one edit. */
export function markImages(catalog: Catalog, imageIds: readonly number[], mark: Mark, author: string): number | null {
  const { flagged, note, split } = mark
  const kind: EditKind =
    flagged === true ? 'flag' : flagged === false ? 'unflag' : note !== undefined ? 'note' : 'split'
  const subject = kind === 'note' ? (note ?? null) : kind === 'split' ? (split ?? null) : null
  return edit(catalog, { kind, subject, author }, () => setMarks(catalog, imageIds, mark))
}

/** Whether an image can have several labels in this project. */
export const isMultiLabel = (catalog: Parameters<typeof getSetting>[0]): boolean =>
  getSetting(catalog, 'multiLabel') ?? false
