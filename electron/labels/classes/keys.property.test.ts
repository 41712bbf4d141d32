import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Catalog } from '../../catalog/connection.ts'
import { redo, undo } from '../../catalog/history/edit.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { findModelClass, isClosed, listClasses } from '../../catalog/queries/classes.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { ensureModel, getModel } from '../../catalog/queries/models.ts'
import { readRules } from '../../catalog/queries/prediction-rules.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeFiles, makeTempFolder } from '../../test-support/catalog.ts'
import { GlanceError } from '../../../models/errors.ts'
import { acceptPredictions, rejectPredictions, setLabels } from '../edits/edits.ts'
import { changeClass, createClasses, deleteClass, openLabelSet, reorderClasses } from './classes.ts'

const labels = ['cat', 'dog', 'owl', 'fox']
const by = 'Ann'
type Step = (catalog: Catalog) => unknown
const name = fc.constantFrom(...labels, 'mine', 'yours')
const pick = (catalog: Catalog, place: number): number => listClasses(catalog)[place % 9]?.id ?? 1
const step = fc.oneof(
  name.map(
    (one): Step =>
      (catalog) =>
        createClasses(catalog, { names: [one], parentId: null }, by),
  ),
  fc.tuple(fc.nat(8), name).map(
    ([place, to]): Step =>
      (catalog) =>
        changeClass(catalog, pick(catalog, place), { name: to }, by),
  ),
  fc.nat(8).map(
    (place): Step =>
      (catalog) =>
        deleteClass(catalog, pick(catalog, place), null, by),
  ),
  fc.constant<Step>((catalog) =>
    reorderClasses(
      catalog,
      listClasses(catalog)
        .map(({ id }) => id)
        .toReversed(),
      by,
    ),
  ),
  name.map(
    (one): Step =>
      (catalog) =>
        setLabels(catalog, { imageIds: [1], to: { newName: one }, author: by }),
  ),
  fc.constantFrom(...labels).map(
    (one): Step =>
      (catalog) =>
        setLabels(catalog, { imageIds: [2], to: one, author: by }),
  ),
  fc.constantFrom(...labels).map(
    (one): Step =>
      (catalog) =>
        rejectPredictions(catalog, new Map([[3, one]]), by),
  ),
  fc.constantFrom(...labels).map((one): Step => (catalog) => {
    const isOutside = isClosed(catalog) && findModelClass(catalog, one) === null
    const accept = (): unknown => acceptPredictions(catalog, new Map([[3, one]]), by)
    if (isOutside) expect(accept).toThrow(/is not in this label set/)
    else accept()
  }),
  fc.boolean().map(
    (isOpen): Step =>
      (catalog) =>
        openLabelSet(catalog, isOpen, by),
  ),
  fc.constant<Step>(undo),
  fc.constant<Step>(redo),
)

test('whatever is done, a class keeps its key as long as it lives, and a closed label set predicts only its classes', () => {
  fc.assert(
    fc.property(fc.array(fc.option(step), { maxLength: 25 }), (steps) => {
      const file = join(makeTempFolder(), 'project.glance')
      let catalog = openCatalog(file)
      recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(3))
      const model = getModel(catalog, ensureModel(catalog, 'm', labels))!
      const keys = new Map<number, string | null>()
      for (const act of steps) {
        const before = listClasses(catalog)
        if (act === null) {
          catalog.close()
          catalog = openCatalog(file)
        } else {
          try {
            act(catalog)
          } catch (error) {
            if (!(error instanceof GlanceError)) throw error
          }
        }
        const classes = listClasses(catalog)
        for (const { id, key } of before)
          if (classes.some((one) => one.id === id)) expect(classes.find((one) => one.id === id)!.key).toBe(key)
        for (const { id, key } of classes) keys.set(id, keys.get(id) ?? key)
        expect(new Set(classes.map(({ key }) => key)).size).toBe(classes.length)
        const { targets, ids } = readRules(catalog, model)
        if (isClosed(catalog)) for (const target of targets) expect(target < 0 || ids.has(target)).toBe(true)
      }
      // A class that came back by undo or redo has the key that it had.
      for (const { id, key } of listClasses(catalog)) expect(key).toBe(keys.get(id))
      catalog.close()
    }),
    { numRuns: 60 },
  )
})
