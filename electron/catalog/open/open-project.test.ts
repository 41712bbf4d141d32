import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { ensureRoot, listRoots } from '../queries/images.ts'
import { isHeldHere } from './lock.ts'
import { copyCatalog } from './open-project.ts'
import { openCatalog } from './open-catalog.ts'
import { nameRoots, peekRoots, samplePaths } from '../queries/roots.ts'
import { recordScan } from '../queries/scan.ts'
import { makeCatalog, makeFiles, makeTempFolder } from '../../test-support/catalog.ts'

test('a copy is a whole catalog, also of one that is only read, and replaces nothing', () => {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(3000))
  const reader = openCatalog(catalog.file, { readOnly: true })
  const folder = makeTempFolder()
  for (const [name, source] of [
    ['of-writer', catalog],
    ['of-reader', reader],
  ] as const) {
    const file = join(folder, 'deeper', `${name}.glance`)
    copyCatalog(source, file)
    const copy = openCatalog(file, { readOnly: true })
    expect(copy.get('SELECT count(*) AS n FROM image')).toEqual({ n: 3000 })
    copy.close()
    expect(() => copyCatalog(source, file)).toThrow(`${file} already exists`)
  }
  // A reader leaves its index of the log behind.
  expect(
    readdirSync(join(folder, 'deeper'))
      .filter((name) => !/-(wal|shm)$/.test(name))
      .sort(),
  ).toEqual(['of-reader.glance', 'of-writer.glance'])
  expect(() => reader.db.exec('DELETE FROM image')).toThrow()
  writeFileSync(join(folder, 'text'), 'mine')
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
  for (const taken of ['text', 'link', 'deeper'])
    expect(() => copyCatalog(catalog, join(folder, taken)), taken).toThrow('already exists')
  expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('mine')
  expect(() => copyCatalog(catalog, join(folder, 'text', 'below.glance'))).toThrow(
    /cannot be created: a file has its name/,
  )
  reader.close()
})

test('one at a time, by whatever way: a second one is refused, a reader is let in, the next one may', () => {
  const catalog = makeCatalog()
  const link = join(makeTempFolder(), 'link.glance')
  symlinkSync(catalog.file, link)
  for (const file of [catalog.file, link])
    expect(() => openCatalog(file)).toThrow(`The project ${file} is open in another instance of Glance.`)
  expect([isHeldHere(catalog.file), isHeldHere(link)]).toEqual([true, true])
  openCatalog(link, { readOnly: true }).close()
  ensureRoot(catalog, '/photos')
  catalog.close()
  catalog.close()
  expect(isHeldHere(link)).toBe(false)
  const next = openCatalog(link)
  expect(listRoots(next)).toEqual([{ id: 1, path: '/photos' }])
  catalog.close() // once more: it must not free what is another's
  expect(() => openCatalog(catalog.file)).toThrow('is open in another instance of Glance')
  next.close()
})

test('another program’s file is refused without a trace beside it', () => {
  const folder = makeTempFolder()
  const file = join(folder, 'places.sqlite')
  new Database(file).exec('CREATE TABLE moz_places (id)').close()
  expect(() => openCatalog(file)).toThrow('a database of another program')
  expect(readdirSync(folder)).toEqual(['places.sqlite'])
})

test('folders of a catalog: their names, a sample of their photos, a look without opening', () => {
  const roots = ['/a/photos', '/b/photos', '/photos-2', '/', '/c/photos'].map((path, index) => ({
    id: index + 1,
    path,
  }))
  expect([...nameRoots(roots).values()]).toEqual(['photos', 'photos-2', 'photos-2-2', 'folder', 'photos-3'])
  const catalog = makeCatalog()
  const other = ensureRoot(catalog, '/other')
  recordScan(catalog, other, makeFiles(50))
  const rootId = ensureRoot(catalog, '/photos')
  recordScan(catalog, rootId, makeFiles(1000))
  const sample = samplePaths(catalog, rootId, 100)
  expect(new Set(sample).size).toBe(100)
  expect(new Set(sample.map(dirname)).size).toBeGreaterThan(5)
  expect(samplePaths(catalog, other, 100)).toHaveLength(50)
  expect(peekRoots(catalog.file)).toEqual(['/other', '/photos'])
  const folder = join(makeTempFolder(), 'folder')
  mkdirSync(folder)
  expect(peekRoots(folder)).toBeNull()
})
