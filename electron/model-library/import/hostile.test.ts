import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { GlanceError } from '../../../models/errors.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { importModel } from './import-model.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.onnx`, import.meta.url))

const refused: [name: string, says: RegExp][] = [
  ['batch-1e6', /foreign\.batch/],
  ['labels-null', /labels/],
  ['no-shape', /is not \[batch, 3, size, size\]/],
  ['identity-loop', /acyclic/],
]

test.each(refused)('%s is refused with what is wrong, and nothing is installed', async (name, says) => {
  const folder = makeTempFolder()
  const labels = join(folder, 'names.txt')
  writeFileSync(labels, 'a\nb\nc\nd\ne\n')
  const error: unknown = await importModel({
    file: fixture(name),
    modelsFolder: join(folder, 'models'),
    precision: 'float32',
    // A file with metadata of its own takes no labels.
    ...(['no-shape', 'identity-loop'].includes(name) ? { labels } : {}),
  }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(GlanceError)
  expect((error as GlanceError).message).toMatch(says)
  expect(readdirSync(folder)).toEqual(['names.txt'])
})

test.each(['traversal', 'one-label'])('%s is installed in the models folder and nowhere else', async (name) => {
  const folder = makeTempFolder()
  const modelsFolder = join(folder, 'deep', 'models')
  const { id } = await importModel({ file: fixture(name), modelsFolder, precision: 'float32' })
  expect(readdirSync(modelsFolder)).toEqual([`${id}.onnx`])
  expect([readdirSync(folder), readdirSync(join(folder, 'deep'))]).toEqual([['deep'], ['models']])
})
