import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exampleFolder } from '../../models/registry.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { TestService } from '../test-support/service.ts'

let service: TestService
let data: string
beforeEach(() => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  service = new TestService()
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const names = readdirSync(exampleFolder).sort()

test('the example photos are copied into the data folder and shown; what is changed there stays', async () => {
  const folder = join(data, 'Example photos')
  const opened = await service.call('openExamples', {})
  expect(opened).toMatchObject({ name: 'Example photos', root: folder, isReadOnly: false })
  await service.ended('ingest')
  expect((await service.call('project', {}))?.images).toBe(names.length)
  expect(readdirSync(folder).sort()).toEqual(names)

  await service.call('createClasses', { project: opened.catalog, names: ['mine'] })
  rmSync(join(folder, 'cat.jpg'))
  writeFileSync(join(folder, 'anchor.svg'), 'changed')
  const again = await service.call('openExamples', {})
  expect(again.labelSet.map(({ name }) => name)).toEqual(['mine'])
  expect(readdirSync(folder).sort()).toEqual(names)
  expect(readFileSync(join(folder, 'anchor.svg'), 'utf8')).toBe('changed')
})

test('a data folder that has a file in their place is a clear error', async () => {
  writeFileSync(join(data, 'Example photos'), 'a file')
  await expect(service.call('openExamples', {})).rejects.toThrow(
    /unreadable: The example photos cannot be copied to .*Example photos/,
  )
})
