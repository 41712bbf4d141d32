import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeClassMap } from '../../catalog/queries/class-map.ts'
import { listClasses } from '../../catalog/queries/classes.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { ensureModel } from '../../catalog/queries/models.ts'
import { storePredictions } from '../../catalog/queries/predictions.ts'
import { startScan } from '../../catalog/queries/scan.ts'
import { setSetting } from '../../catalog/queries/settings.ts'
import { rejectPredictions, setLabels } from '../../labels/edits/edits.ts'
import { makeCatalog, makeFiles, makePrediction, makeTempFolder } from '../../test-support/catalog.ts'
import { join } from 'node:path'
import { measureAccuracy } from './accuracy.ts'

const labels = ['tabby', 'tiger cat', 'sorrel', 'car']
const names = ['cat', 'horse', 'car']

/** What each of the model's classes is mapped to. */
const map = [0, 0, 1, null]

const photo = fc.record({
  labels: fc.uniqueArray(fc.integer({ min: 0, max: names.length - 1 }), { maxLength: 2 }),
  probabilities: fc.option(fc.tuple(...labels.map(() => fc.integer({ min: 1, max: 100 })))),
})

test('as often right as a plain count says, with several labels, with mapped and added-up classes, and without', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(photo, { minLength: 1, maxLength: 12 }), fc.boolean(), async (photos, isMapped) => {
      const catalog = openCatalog(join(makeTempFolder(), 'project.glance'))
      try {
        const rootId = ensureRoot(catalog, '/photos')
        const scan = startScan(catalog, rootId)
        scan.add(makeFiles(photos.length))
        scan.finish({ complete: true, exceptUnder: [] })
        const modelId = ensureModel(catalog, 'model', labels)
        for (const [index, name] of names.entries())
          catalog.run('INSERT INTO class (name, created_at, position) VALUES (?, 0, ?)', name, index)
        const ids = listClasses(catalog).map(({ id }) => id)
        if (isMapped)
          writeClassMap(
            catalog,
            modelId,
            map.flatMap((target, index) => (target === null ? [] : [[index, ids[target]!]])),
          )
        const images = catalog.all<{ id: number }>('SELECT id FROM image ORDER BY path').map(({ id }) => id)
        let [counted, right] = [0, 0]
        for (const [index, { labels: given, probabilities }] of photos.entries()) {
          for (const one of given)
            catalog.run(
              `INSERT INTO label (image_id, class_id, source, author, edit_id) VALUES (?, ?, 'person', 'Ada', 1)`,
              images[index]!,
              ids[one]!,
            )
          if (probabilities === null) continue
          const total = probabilities.reduce((sum, value) => sum + value, 0)
          const fused = probabilities
            .map((value, classIndex) => ({ classIndex, confidence: value / total }))
            .sort((one, other) => other.confidence - one.confidence)
          storePredictions(catalog, [
            { content: null, prediction: { ...makePrediction(images[index]!, modelId), fused } },
          ])
          if (given.length === 0) continue
          counted++
          const sums = new Map<string, number>()
          for (const { classIndex, confidence } of fused) {
            const name = isMapped && map[classIndex] != null ? names[map[classIndex]]! : labels[classIndex]!
            sums.set(name, (sums.get(name) ?? 0) + confidence)
          }
          const best = [...sums].sort((one, other) => other[1] - one[1])[0]?.[0]
          if (given.some((one) => names[one] === best)) right++
        }
        const found = await measureAccuracy(catalog)
        expect(found.map(({ images: of, right: ok }) => [of, ok])).toEqual(counted === 0 ? [] : [[counted, right]])
      } finally {
        catalog.close()
      }
    }),
    { numRuns: 25 },
  )
})

/** A project with one photo for each pair of a label and the model's probabilities. */
function makeProject(photos: readonly { label: string; probabilities: readonly number[] }[]) {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const scan = startScan(catalog, rootId)
  scan.add(makeFiles(photos.length))
  scan.finish({ complete: true, exceptUnder: [] })
  const modelId = ensureModel(catalog, 'model', labels)
  const images = catalog.all<{ id: number }>('SELECT id FROM image ORDER BY path').map(({ id }) => id)
  for (const [index, { label, probabilities }] of photos.entries()) {
    setLabels(catalog, { imageIds: [images[index]!], to: { newName: label }, author: 'Ada' })
    const fused = probabilities
      .map((confidence, classIndex) => ({ classIndex, confidence }))
      .sort((one, other) => other.confidence - one.confidence)
    storePredictions(catalog, [{ content: null, prediction: { ...makePrediction(images[index]!, modelId), fused } }])
  }
  setSetting(catalog, 'labelSet', 'open')
  return { catalog, images, modelId }
}

const tabby = [0.7, 0.1, 0.1, 0.1]

test('what the label is a kind of is another class, whatever the threshold', async () => {
  const { catalog } = makeProject([
    { label: 'tabby', probabilities: tabby },
    { label: 'cat', probabilities: tabby },
  ])
  catalog.run(`UPDATE class SET parent_id = (SELECT id FROM class WHERE name = 'cat') WHERE name = 'tabby'`)
  setSetting(catalog, 'threshold', 0.99)
  expect(await measureAccuracy(catalog)).toMatchObject([{ modelId: 'model', images: 2, right: 1 }])
})

test('a model is not better for having been corrected', async () => {
  const { catalog, images } = makeProject([{ label: 'tiger cat', probabilities: [0.5, 0.4, 0.05, 0.05] }])
  rejectPredictions(catalog, new Map([[images[0]!, 'tabby']]), 'Ada')
  expect(await measureAccuracy(catalog)).toMatchObject([{ images: 1, right: 0 }])
})

test('missing photos do not count; every model that predicted is counted by itself, with the interval of its share', async () => {
  const { catalog, images } = makeProject([
    ...Array.from({ length: 20 }, () => ({ label: 'tabby', probabilities: tabby })),
    { label: 'car', probabilities: tabby },
  ])
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, images[20]!)
  const other = ensureModel(catalog, 'other', ['car', 'tabby'])
  storePredictions(catalog, [
    { content: null, prediction: { ...makePrediction(images[0]!, other), fused: [{ classIndex: 0, confidence: 1 }] } },
  ])
  ensureModel(catalog, 'silent', ['car'])
  const [first, second, ...others] = await measureAccuracy(catalog)
  expect(first).toMatchObject({ modelId: 'model', images: 20, right: 20 })
  // All of twenty: Newcombe 1998, table I, method 3, the other way round.
  expect(first!.interval[0]).toBeCloseTo(1 - 0.1611, 4)
  expect(first!.interval[1]).toBe(1)
  expect(second).toMatchObject({ modelId: 'other', images: 1, right: 0 })
  expect(others).toEqual([])
})

test('a project that is closed meanwhile is read no further', async () => {
  const { catalog } = makeProject([{ label: 'tabby', probabilities: tabby }])
  await expect(measureAccuracy(catalog, () => false)).rejects.toMatchObject({ code: 'cancelled' })
})

test('a project without labels says nothing of its models', async () => {
  const catalog = makeCatalog()
  ensureModel(catalog, 'model', labels)
  expect(await measureAccuracy(catalog)).toEqual([])
})
