import {
  countFirstPredictions,
  countLabeledPhotos,
  dropClassMap,
  type Mapping,
  writeClassMap,
} from '../../catalog/queries/class-map.ts'
import { readClassMap } from '../../catalog/queries/columns.ts'
import { readRules } from '../../catalog/queries/prediction-rules.ts'
import { moveUses, removeUses } from '../../catalog/queries/class-uses.ts'
import {
  type ClassChange,
  type ClassInfo,
  deleteClasses,
  findClass,
  findKeyOwner,
  findModelClass,
  hasNoClass,
  listClasses,
  moveChildren,
  placeClasses,
  releaseKey,
  updateClass,
} from '../../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../../catalog/connection.ts'
import { getSetting, setSetting } from '../../catalog/queries/settings.ts'
import type { MappingEntry, SuggestionReason } from './calls.ts'
import type { ModelRow } from '../../catalog/rows.ts'
import { GlanceError } from '../../../models/errors.ts'
import { normalizeClassName } from '../class-name.ts'
import { suggestClasses } from './class-match.ts'
import { edit } from '../../catalog/history/edit.ts'
import { getClass, makeClass, noClass, sameName } from '../one-class.ts'
import { isMultiLabel } from '../edits/edits.ts'

/** Makes classes behind all others. @throws GlanceError where a name is taken, or was but for its case */
export function createClasses(
  catalog: Catalog,
  {
    names,
    parentId,
    allowSameName = false,
  }: { names: readonly string[]; parentId: number | null; allowSameName?: boolean },
  author: string,
): number | null {
  const wanted = [...new Set(names.map(normalizeClassName))]
  return edit(catalog, { kind: 'class-create', subject: wanted.length === 1 ? wanted[0]! : null, author }, () => {
    if (parentId !== null) getClass(catalog, parentId)
    const known = new Map(listClasses(catalog).map(({ name }) => [name.toLowerCase(), name]))
    for (const name of wanted) {
      const other = known.get(name.toLowerCase())
      if (!allowSameName && other !== undefined && other !== name) throw sameName(name, other)
      known.set(name.toLowerCase(), name)
      makeClass(catalog, { name, parentId })
    }
  })
}

/**
 * Changes one class. A key that another class has is taken from it only where that is asked for (`takeKey`),
 * and the other class gets this one's former key only where they are swapped.
 * @throws GlanceError where a name or a key is taken or the hierarchy would bite its tail
 */
export function changeClass(
  catalog: Catalog,
  id: number,
  {
    takeKey = false,
    allowSameName = false,
    ...change
  }: ClassChange & { takeKey?: boolean | 'swap'; allowSameName?: boolean },
  author: string,
): number | null {
  const before = getClass(catalog, id)
  const name = change.name === undefined ? before.name : normalizeClassName(change.name)
  return edit(catalog, { kind: 'class-change', subject: name, author }, () => {
    const namesake = findClass(catalog, name)
    if (namesake !== null && namesake !== id)
      throw new GlanceError(
        'wrong-use',
        'The class “{name}” already exists.',
        'Merge “{other}” into it, or choose another name.',
        { params: { name, other: before.name } },
      )
    const other = listClasses(catalog).find((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase())
    if (!allowSameName && name !== before.name && other !== undefined) throw sameName(name, other.name)
    if (change.parentId != null) checkParent(catalog, id, change.parentId)
    if (change.key != null) claimKey(catalog, change.key, before, takeKey)
    updateClass(catalog, id, { ...change, name })
  })
}

function claimKey(
  catalog: Catalog,
  key: string,
  { id, key: former }: Pick<ClassInfo, 'id' | 'key'>,
  takeKey: boolean | 'swap',
): void {
  const owner = findKeyOwner(catalog, key)
  if (owner === null || owner.id === id) return
  if (!takeKey)
    throw new GlanceError('wrong-use', 'The key {key} belongs to the class “{name}”.', 'Choose another key.', {
      params: { key, name: owner.name },
    })
  releaseKey(catalog, key, id)
  if (takeKey !== 'swap') return
  updateClass(catalog, id, { key: null }) // no two classes have one key, not even for a moment
  updateClass(catalog, owner.id, { key: former })
}

/** Puts the classes into this order, first to last. @throws GlanceError where it is not the order of all classes */
export function reorderClasses(catalog: Catalog, ids: readonly number[], author: string): number | null {
  const known = new Set(listClasses(catalog).map(({ id }) => id))
  if (ids.length !== known.size || new Set(ids).size !== ids.length || ids.some((id) => !known.has(id))) {
    throw new GlanceError(
      'wrong-use',
      'The label set has changed: this order does not contain all of its classes.',
      'Open it again, then sort it.',
    )
  }
  return edit(catalog, { kind: 'class-order', subject: null, author }, () => placeClasses(catalog, ids))
}

/**
 * Makes one class of many: labels, votes, rejections,
 * the model's mapping and children go to `into`, and the others are gone.
 */
export function mergeClasses(catalog: Catalog, ids: readonly number[], into: number, author: string): number | null {
  const target = getClass(catalog, into)
  const merged = [...new Set(ids)].filter((id) => id !== into)
  for (const id of merged) getClass(catalog, id)
  return edit(catalog, { kind: 'class-merge', subject: target.name, author }, () => {
    moveUses(catalog, merged, into)
    // Where `into` was below one of them, it takes the place of the topmost:
    // left below, it would become its own ancestor.
    const ancestors = listAncestors(catalog, into)
    const topmost = ancestors.findLastIndex((id) => merged.includes(id))
    if (topmost >= 0) updateClass(catalog, into, { parentId: ancestors[topmost + 1] ?? null })
    moveChildren(catalog, merged, into, into)
    deleteClasses(catalog, merged)
  })
}

/**
 * Deletes a class; its labels become labels of `labelsTo`, or are taken away where that is null.
 * Its children move up to its parent.
 */
export function deleteClass(catalog: Catalog, id: number, labelsTo: number | null, author: string): number | null {
  const { name, parentId } = getClass(catalog, id)
  if (labelsTo === id)
    throw new GlanceError(
      'wrong-use',
      'The labels of “{name}” cannot move to the same class.',
      'Choose another class for them.',
      { params: { name } },
    )
  if (labelsTo !== null) getClass(catalog, labelsTo)
  return edit(catalog, { kind: 'class-delete', subject: name, author }, () => {
    if (labelsTo === null) removeUses(catalog, [id])
    else moveUses(catalog, [id], labelsTo)
    moveChildren(catalog, [id], parentId, null)
    deleteClasses(catalog, [id])
  })
}

/** One label an image, or several. No label is taken away by it. */
export function setLabelMode(catalog: Catalog, multiLabel: boolean, author: string): number | null {
  if (isMultiLabel(catalog) === multiLabel) return null
  return edit(catalog, { kind: 'label-mode', subject: multiLabel ? 'multi' : 'single', author }, () =>
    setSetting(catalog, 'multiLabel', multiLabel),
  )
}

/** Opens the label set to the model's classes, or closes it. @throws GlanceError where there is no class yet */
export function openLabelSet(catalog: Catalog, isOpen: boolean, author: string): number | null {
  if (hasNoClass(catalog)) throw new GlanceError('wrong-use', 'This project has no class yet.', 'Add a class first.')
  const labelSet = isOpen ? 'open' : 'closed'
  if ((getSetting(catalog, 'labelSet') ?? 'open') === labelSet) return null
  return edit(catalog, { kind: 'label-set', subject: labelSet, author }, () =>
    setSetting(catalog, 'labelSet', labelSet),
  )
}

/** Every class of a model, its mapping, and the suggested one with the reason for it. */
export function listMapping(catalog: ReadableCatalog, { id, labels }: ModelRow): MappingEntry[] {
  const map = new Set(readClassMap(catalog, id).map(({ classIndex }) => classIndex))
  const { targets, ids } = readRules(catalog, { id, labels })
  const images = countFirstPredictions(catalog, id)
  const suggestions = suggestClasses(
    labels,
    listClasses(catalog).flatMap(({ id, name, originalName }) => [
      { id, name },
      ...(originalName === null ? [] : [{ id, name: originalName }]),
    ]),
    countLabeledPhotos(catalog, id),
  )
  return labels.map((modelClass, classIndex) => {
    const suggestion = suggestions[classIndex] ?? null
    return {
      classIndex,
      modelClass,
      classId: ids.get(targets[classIndex]!) ?? null,
      isByName: !map.has(classIndex) && ids.has(targets[classIndex]!),
      suggestedId: suggestion?.classId ?? null,
      reason: suggestion && readReason(suggestion),
      images: images.get(classIndex) ?? 0,
    }
  })
}

const readReason = ({ because, via, images }: SuggestionReason): SuggestionReason => ({ because, via, images })

/**
 * Maps classes of a model, as one edit; null takes a mapping away, and what has a class of its name is none of it then.
 * @throws GlanceError for a class that the model or the project does not have
 */
export function setMapping(
  catalog: Catalog,
  { id, labels, key }: ModelRow,
  entries: readonly { classIndex: number; classId: number | null }[],
  author: string,
): number | null {
  const known = new Set(listClasses(catalog).map((one) => one.id))
  for (const { classIndex, classId } of entries) {
    if (classIndex >= labels.length)
      throw new GlanceError('wrong-use', 'The model {key} has no class {classIndex}: it has {count}.', '', {
        params: { key, classIndex, count: labels.length },
      })
    if (classId !== null && !known.has(classId)) throw noClass(classId)
  }
  const name = entries.length === 1 ? labels[entries[0]!.classIndex]! : null
  return edit(catalog, { kind: 'mapping', subject: name, author }, () => {
    // Only what has a class of its name must be kept as none.
    const isKept = ({ classIndex, classId }: { classIndex: number; classId: number | null }): boolean =>
      classId !== null || findModelClass(catalog, labels[classIndex]!) !== null
    dropClassMap(
      catalog,
      id,
      entries.filter((entry) => !isKept(entry)).map(({ classIndex }) => classIndex),
    )
    writeClassMap(
      catalog,
      id,
      entries.filter(isKept).map(({ classIndex, classId }): Mapping => [classIndex, classId]),
    )
  })
}

/** Parent, grandparent and so on. */
function listAncestors(catalog: ReadableCatalog, id: number): number[] {
  const parents = new Map(listClasses(catalog).map((one) => [one.id, one.parentId]))
  const ancestors: number[] = []
  for (let next = parents.get(id) ?? null; next !== null; next = parents.get(next) ?? null) ancestors.push(next)
  return ancestors
}

/** @throws GlanceError where `parentId` is no class, or `id` is the class itself or above it */
function checkParent(catalog: ReadableCatalog, id: number, parentId: number): void {
  const parent = getClass(catalog, parentId)
  if (parentId === id || listAncestors(catalog, parentId).includes(id))
    throw noParent(getClass(catalog, id).name, parent.name)
}

/** The error for a class that would be above itself. */
export const noParent = (name: string, parent: string): GlanceError =>
  new GlanceError(
    'wrong-use',
    parent === name
      ? '“{name}” cannot be a subclass of “{parent}”, which is the class itself.'
      : '“{name}” cannot be a subclass of “{parent}”, which is a subclass of “{name}”.',
    'Choose another parent.',
    { params: { name, parent } },
  )
