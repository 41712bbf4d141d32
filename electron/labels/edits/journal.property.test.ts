import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { journaled } from '../../catalog/history/journal.ts'
import { ensureModel, getModel } from '../../catalog/queries/models.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeFiles, makeTempFolder } from '../../test-support/catalog.ts'
import { GlanceError } from '../../../models/errors.ts'
import { splits } from '../../catalog/split.ts'
import {
  changeClass,
  createClasses,
  deleteClass,
  mergeClasses,
  reorderClasses,
  setLabelMode,
  setMapping,
} from '../classes/classes.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import { acceptPredictions, isMultiLabel, markImages, rejectPredictions, setLabels } from './edits.ts'
import { importFolderLabels, importLabels, resolveConflicts } from '../people/import-labels.ts'
import { assignSplits } from '../splits/splits.ts'

const images = [1, 2, 3, 4, 5]
/** What each image's labels are to be: names of classes by image. */
type Labels = Map<number, ReadonlySet<string>>
/** An edit: does it, and says what the labels are to be after it; no answer where the catalog alone knows. */
type Act = (catalog: Catalog, labels: Labels) => Labels | undefined

const name = fc.constantFrom('cat', 'dog', 'fox', 'owl')
const some = fc.subarray(images, { minLength: 1 })
const author = fc.constantFrom('Ann', 'Bob')
/** Is replaced by one of the classes that there are. */
const pick = fc.nat(99)
const idOf = (catalog: Catalog, picked: number): number | undefined =>
  listClasses(catalog)[picked % Math.max(1, listClasses(catalog).length)]?.id
const nameOf = (catalog: Catalog, id: number): string => listClasses(catalog).find((one) => one.id === id)!.name
const change = (
  labels: Labels,
  ids: readonly number[],
  to: (before: ReadonlySet<string>) => Iterable<string>,
): Labels => new Map([...labels].map(([id, before]) => [id, ids.includes(id) ? new Set(to(before)) : before]))
const renamed = (labels: Labels, from: readonly string[], to: string | null): Labels =>
  change(labels, images, (before) => [...before].flatMap((one) => (from.includes(one) ? (to ?? []) : one)))

const acts: Record<string, fc.Arbitrary<Act>> = {
  set: fc
    .tuple(some, fc.option(name), author, fc.constantFrom('replace', 'add', 'remove', 'toggle'))
    .map(([ids, className, by, how]) => (catalog, labels) => {
      setLabels(catalog, { imageIds: ids, to: className === null ? null : { newName: className }, author: by, how })
      if (className === null) return change(labels, ids, () => [])
      if (how === 'remove') return change(labels, ids, (before) => [...before].filter((one) => one !== className))
      if (how === 'toggle' && ids.every((id) => labels.get(id)!.has(className)))
        return change(labels, ids, (before) => [...before].filter((one) => one !== className))
      return change(labels, ids, (before) =>
        how === 'replace' || !isMultiLabel(catalog) ? [className] : [...before, className],
      )
    }),
  accept: fc.tuple(some, name, author).map(([ids, className, by]) => (catalog, labels) => {
    acceptPredictions(catalog, new Map(ids.map((id) => [id, className])), by)
    return change(labels, ids, (before) => (isMultiLabel(catalog) ? [...before, className] : [className]))
  }),
  reject: fc.tuple(some, name, author).map(([ids, className, by]) => (catalog, labels) => {
    rejectPredictions(catalog, new Map(ids.map((id) => [id, className])), by)
    return labels
  }),
  mark: fc
    .tuple(
      some,
      fc.record(
        { flagged: fc.boolean(), note: fc.option(fc.string()), split: fc.option(fc.constantFrom(...splits)) },
        { requiredKeys: [] },
      ),
    )
    .map(([ids, mark]) => (catalog, labels) => {
      markImages(catalog, ids, mark, 'Ann')
      return labels
    }),
  create: fc
    .tuple(fc.constantFrom('bat', 'cow', 'dog'), fc.option(pick))
    .map(([className, parent]) => (catalog, labels) => {
      createClasses(
        catalog,
        { names: [className], parentId: parent === null ? null : (idOf(catalog, parent) ?? null) },
        'Ann',
      )
      return labels
    }),
  change: fc
    .tuple(
      pick,
      fc.record(
        {
          name,
          colour: fc.constantFrom('#010203', null),
          key: fc.constantFrom('a', 'b', null),
          description: fc.string(),
          parentId: fc.option(pick),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([picked, { parentId, ...rest }]) => (catalog, labels) => {
      const id = idOf(catalog, picked)
      if (id === undefined) return labels
      const before = nameOf(catalog, id)
      changeClass(
        catalog,
        id,
        {
          ...rest,
          ...(parentId === undefined ? {} : { parentId: parentId === null ? null : idOf(catalog, parentId)! }),
        },
        'Ann',
      )
      return renamed(labels, [before], rest.name ?? before)
    }),
  order: fc.array(fc.nat(), { minLength: 9, maxLength: 9 }).map((keys) => (catalog, labels) => {
    if (listClasses(catalog).length > 0)
      reorderClasses(
        catalog,
        listClasses(catalog)
          .map(({ id }, index) => ({ id, key: keys[index] ?? 0 }))
          .toSorted((one, other) => one.key - other.key)
          .map(({ id }) => id),
        'Ann',
      )
    return labels
  }),
  merge: fc.tuple(pick, pick, pick).map(([one, other, target]) => (catalog, labels) => {
    const [first, second, into] = [one, other, target].map((picked) => idOf(catalog, picked))
    if (first === undefined || second === undefined || into === undefined) return labels
    const [from, to] = [[nameOf(catalog, first), nameOf(catalog, second)], nameOf(catalog, into)]
    mergeClasses(catalog, [first, second], into, 'Ann')
    return renamed(labels, from, to)
  }),
  delete: fc.tuple(pick, fc.option(pick)).map(([picked, target]) => (catalog, labels) => {
    const [id, to] = [idOf(catalog, picked), target === null ? null : (idOf(catalog, target) ?? null)]
    if (id === undefined) return labels
    const [before, after] = [nameOf(catalog, id), to === null ? null : nameOf(catalog, to)]
    deleteClass(catalog, id, to, 'Ann')
    return renamed(labels, [before], after)
  }),
  mode: fc.boolean().map((multi) => (catalog, labels) => {
    setLabelMode(catalog, multi, 'Ann')
    return labels
  }),
  map: fc
    .array(fc.tuple(fc.nat(2), fc.option(pick)), { minLength: 1, maxLength: 3 })
    .map((entries) => (catalog, labels) => {
      const model = getModel(catalog, 1)!
      setMapping(
        catalog,
        model,
        entries.map(([classIndex, picked]) => ({
          classIndex,
          classId: picked === null ? null : (idOf(catalog, picked) ?? null),
        })),
        'Ann',
      )
      return labels
    }),
  import: fc.tuple(some, name, author).map(([ids, className, by]) => (catalog, labels) => {
    const text = ids.map((id) => `photo-${String(id - 1).padStart(7, '0')}.jpg,${className}`).join('\n')
    importLabels(catalog, { name: `${by}.csv`, text, author: 'Ann' })
    return change(labels, ids, (before) => (before.size > 0 ? before : [className]))
  }),
  folders: fc.constant((catalog: Catalog, labels: Labels) => {
    importFolderLabels(catalog, 'nearest', 'Ann')
    return new Map([...labels].map(([id, before]) => [id, before.size > 0 ? before : new Set([`folder-0${id - 1}`])]))
  }),
  resolve: fc.tuple(some, fc.constantFrom('mine', 'theirs')).map(([ids, take]) => (catalog, labels) => {
    resolveConflicts(catalog, ids, take, 'Ann')
    return take === 'mine' ? labels : undefined
  }),
  splits: fc
    .tuple(fc.nat(3), fc.constantFrom('labeled', 'all'), fc.boolean())
    .map(([seed, scope, keep]) => (catalog, labels) => {
      assignSplits(catalog, {
        ratios: { train: 2, validation: 1, test: 1 },
        seed,
        scope,
        keep,
        predictions: new Map([
          [1, 'cat'],
          [2, 'bat'],
        ]),
        author: 'Ann',
      })
      return labels
    }),
}

type Step = { do: 'act'; act: Act } | { do: 'undo' | 'redo' | 'reopen' | 'crash' } | { do: 'jump'; to: number }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...Object.values(acts)).map((act): Step => ({ do: 'act', act })) },
    { weight: 4, arbitrary: fc.constant<Step>({ do: 'undo' }) },
    { weight: 2, arbitrary: fc.constant<Step>({ do: 'redo' }) },
    { weight: 1, arbitrary: fc.nat(99).map((to): Step => ({ do: 'jump', to })) },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'reopen' }, { do: 'crash' }) },
  ),
  { maxLength: 30 },
)

/** Everything that people decided, bit for bit. */
const dump = (catalog: Catalog): string =>
  JSON.stringify(
    journaled.map((table) =>
      catalog.all(
        table === 'setting'
          ? `SELECT * FROM setting WHERE key IN ('multiLabel', 'labelSet') ORDER BY key`
          : `SELECT * FROM "${table}" ORDER BY 1, 2, 3`.replace(
              ['conflict', 'rejection', 'model_rejection'].includes(table) ? ', 3' : '',
              '',
            ),
      ),
    ),
  )
const readLabels = (catalog: Catalog): Labels =>
  new Map(
    images.map((id) => [
      id,
      new Set(
        catalog
          .all<{ name: string }>(
            'SELECT c.name FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = ? ORDER BY c.name',
            id,
          )
          .map((row) => row.name),
      ),
    ]),
  )
const show = (labels: Labels): string[] => [...labels].map(([id, names]) => `${id}: ${[...names].sort().join()}`)

test('any sequence of all edits, undos, redos, jumps, reopenings and crashes is a walk along a list of states', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      let file = join(makeTempFolder(), 'project.glance')
      let catalog = openCatalog(file)
      const left: Catalog[] = []
      recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(images.length))
      ensureModel(catalog, 'm', ['cat', 'wild dog', 'x'])
      let states = [{ dump: dump(catalog), labels: readLabels(catalog), editId: 0 }]
      let at = 0
      for (const step of sequence) {
        if (step.do === 'act') {
          let expected: Labels | undefined
          try {
            expected = step.act(catalog, states[at]!.labels)
          } catch (error) {
            if (!(error instanceof GlanceError)) throw error
            expected = states[at]!.labels // refused, and nothing was changed
          }
          const [newest] = listEdits(catalog, 1)
          const isEdit =
            newest !== undefined && !newest.undone && newest.id > Math.max(...states.map(({ editId }) => editId))
          if (isEdit) {
            expected ??= readLabels(catalog)
            states = [...states.slice(0, at + 1), { dump: dump(catalog), labels: expected, editId: newest.id }]
            at++
          } else if (expected !== undefined) expect(show(expected)).toEqual(show(states[at]!.labels))
        } else if (step.do === 'undo') {
          expect(undo(catalog) !== null).toBe(at > 0)
          at = Math.max(0, at - 1)
        } else if (step.do === 'redo') {
          expect(redo(catalog) !== null).toBe(at < states.length - 1)
          at = Math.min(states.length - 1, at + 1)
        } else if (step.do === 'jump') {
          const to = step.to % states.length
          expect(jumpTo(catalog, states[to]!.editId)).toHaveLength(Math.abs(to - at))
          at = to
        } else {
          const next = step.do === 'crash' ? join(makeTempFolder(), 'project.glance') : file
          if (step.do === 'crash') {
            for (const suffix of ['', '-wal', '-shm'])
              if (existsSync(file + suffix)) copyFileSync(file + suffix, next + suffix)
            left.push(catalog)
          } else catalog.close()
          file = next
          catalog = openCatalog(file)
        }
        expect(dump(catalog)).toBe(states[at]!.dump)
        expect(show(readLabels(catalog))).toEqual(show(states[at]!.labels))
      }
      expect(listEdits(catalog, 999).map(({ id, undone }) => [id, undone])).toEqual(
        states
          .map(({ editId }, index) => [editId, index > at])
          .slice(1)
          .reverse(),
      )
      expect(catalog.db.pragma('foreign_key_check')).toEqual([])
      for (const one of [...left, catalog]) one.close()
    }),
    { numRuns: 40 },
  )
})
