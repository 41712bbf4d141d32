import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeClassMap } from '../catalog/class-map.ts'
import { listClasses } from '../catalog/classes.ts'
import { openCatalog } from '../catalog/open.ts'
import { ensureRoot } from '../catalog/images.ts'
import { ensureModel } from '../catalog/models.ts'
import { storePredictions } from '../catalog/predictions.ts'
import { startScan } from '../catalog/scan.ts'
import { makeCatalog, makeFiles, makePrediction, makeTempFolder } from '../catalog/test-catalog.ts'
import { join } from 'node:path'
import { measureAccuracy } from './accuracy.ts'

const labels = ['tabby', 'tiger cat', 'sorrel', 'car']
const names = ['cat', 'horse', 'car']

/** What each of the model's classes stands for, where classes are mapped. */
const map = [0, 0, 1, null]

const photo = fc.record({
  labels: fc.uniqueArray(fc.integer({ min: 0, max: names.length - 1 }), { maxLength: 2 }),
  probabilities: fc.option(fc.tuple(...labels.map(() => fc.integer({ min: 1, max: 100 })))),
})

test('as often right as a plain count says, with several labels, with mapped and added-up classes, and without', async () => {
  await fc.assert(fc.asyncProperty(fc.array(photo, { minLength: 1, maxLength: 12 }), fc.boolean(), async (photos, isMapped) => {
    const catalog = openCatalog(join(makeTempFolder(), 'project.glance'))
    try {
      const rootId = ensureRoot(catalog, '/photos')
      const scan = startScan(catalog, rootId)
      scan.add(makeFiles(photos.length))
      scan.finish({ complete: true, exceptUnder: [] })
      const modelId = ensureModel(catalog, 'model', labels)
      for (const [index, name] of names.entries()) catalog.run('INSERT INTO class (name, created_at, position) VALUES (?, 0, ?)', name, index)
      const ids = listClasses(catalog).map(({ id }) => id)
      if (isMapped) writeClassMap(catalog, modelId, map.flatMap((target, index) => (target === null ? [] : [[index, ids[target]!]])))
      const images = catalog.all<{ id: number }>('SELECT id FROM image ORDER BY path').map(({ id }) => id)
      let [counted, right] = [0, 0]
      for (const [index, { labels: given, probabilities }] of photos.entries()) {
        for (const one of given) catalog.run(`INSERT INTO label (image_id, class_id, source, author, edit_id) VALUES (?, ?, 'person', 'Ada', 1)`, images[index]!, ids[one]!)
        if (probabilities === null) continue
        const total = probabilities.reduce((sum, value) => sum + value, 0)
        const fused = probabilities.map((value, classIndex) => ({ classIndex, confidence: value / total })).sort((one, other) => other.confidence - one.confidence)
        storePredictions(catalog, [{ content: null, prediction: { ...makePrediction(images[index]!, modelId), fused } }])
        if (given.length === 0) continue
        counted++
        const sums = new Map<string, number>()
        for (const { classIndex, confidence } of fused) {
          const name = isMapped ? (map[classIndex] == null ? null : names[map[classIndex]]!) : labels[classIndex]!
          if (name !== null) sums.set(name, (sums.get(name) ?? 0) + confidence)
        }
        const best = [...sums].sort((one, other) => other[1] - one[1])[0]?.[0]
        if (given.some((one) => names[one] === best)) right++
      }
      const found = await measureAccuracy(catalog)
      expect(found.map(({ images: of, right: ok }) => [of, ok])).toEqual(counted === 0 ? [] : [[counted, right]])
    } finally {
      catalog.close()
    }
  }), { numRuns: 25 })
})

test('a project without labels says nothing of its models', async () => {
  const catalog = makeCatalog()
  ensureModel(catalog, 'model', labels)
  expect(await measureAccuracy(catalog)).toEqual([])
})
