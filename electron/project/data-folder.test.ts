import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { copyCatalog } from '../catalog/open/open-project.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { locateData, protectData } from './data-folder.ts'

const rights = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test.skipIf(process.platform === 'win32')('nobody else enters the data folder, made now or before', () => {
  const made = join(makeTempFolder(), 'deep', 'data')
  protectData(locateData({ GLANCE_DATA: made }))
  expect(rights(made)).toBe('700')
  const old = join(makeTempFolder(), 'data')
  mkdirSync(old)
  chmodSync(old, 0o755)
  mkdirSync(join(old, 'thumbnails'))
  chmodSync(join(old, 'thumbnails'), 0o755)
  protectData(locateData({ GLANCE_DATA: old }))
  // It is the person's: what else is in it is not Glance's business.
  expect(rights(old)).toBe('755')
  expect(rights(join(old, 'thumbnails'))).toBe('700')
  expect(existsSync(join(old, 'projects'))).toBe(false)
})

test.skipIf(process.platform === 'win32')('nobody else reads a project file, its log or a copy', () => {
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file)
  ensureRoot(catalog, '/photos')
  const copy = join(makeTempFolder(), 'copy.glance')
  copyCatalog(catalog, copy)
  expect([file, `${file}-wal`, `${file}-shm`, copy].map(rights)).toEqual(['600', '600', '600', '600'])
  catalog.close()
  expect(existsSync(`${file}-wal`)).toBe(false)
})
