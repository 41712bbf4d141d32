import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { makeEmbeddedProject } from '../../test-support/embedded-project.ts'
import { TestService } from '../../test-support/service.ts'

const [photos, kinds] = [60, 3]

let folder = ''
let service = new TestService()
beforeEach(() => {
  folder = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', folder)
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

/** A project of which these photos have embeddings that are not numbers, and labels of the first ones. */
function prepare(broken: readonly number[], labeled: number): { place: string; labels: string } {
  const place = makeEmbeddedProject(photos, { kinds })
  const catalog = openCatalog(place)
  const bytes = new Uint8Array(new Float32Array(32).fill(NaN).buffer)
  for (const id of broken) catalog.run('UPDATE prediction_detail SET embeddings = ? WHERE image_id = ?', bytes, id)
  catalog.close()
  const labels = join(folder, 'labels.csv')
  const lines = Array.from({ length: labeled }, (_, at) => `${String(at).padStart(7, '0')}.jpg,kind ${at % kinds}`)
  writeFileSync(labels, ['file_name,label', ...lines].join('\n'))
  return { place, labels }
}

test('embeddings that are not numbers are left out, with their labels, and are not predicted', async () => {
  const csv = join(folder, 'out.csv')
  const result = await service.call('teach', { ...prepare([2, 50], 12), csv })
  expect(result.learned).toMatchObject({ photos: photos - 2, labels: 11, unusedLabels: 1, classes: 3 })
  expect(result.export).toMatchObject({ rows: photos, labeled: 12, preLabeled: photos - 13, outside: 1, new: 0 })
  // Its folder is not there, and its model is not installed: what is known of its photos is enough.
  expect(result).toMatchObject({ inferred: 0, learned: { models: ['made'] } })
  const said = service.events.map((event) => (event.type === 'note' ? event.text : event.type))
  expect(said).toContain('made is not installed: new photos are left out')
  expect(said).toContain('problem')
})

test('no embedding is a number', async () => {
  const all = Array.from({ length: photos }, (_, at) => at + 1)
  await expect(service.call('teach', prepare(all, 12))).rejects.toThrow('Fewer than two classes have labels of photos')
})

test('one label a class, and a model that is not there to be exported', async () => {
  const prepared = prepare([], 3)
  const { learned, target } = await service.call('teach', { ...prepared, target: 0.5 })
  expect(learned).toMatchObject({ labels: 3, classes: 3, leftOut: null, isBetter: expect.any(Boolean) as boolean })
  expect(target).toEqual({ share: 0.5, isReached: false })
  await expect(service.call('teach', { ...prepared, name: 'Kinds' })).rejects.toThrow('no model can be made of it')
})
