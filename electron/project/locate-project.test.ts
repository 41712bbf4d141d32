import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { locateData } from './data-folder.ts'
import { projectFile, realFolder } from './locate-project.ts'

const data = locateData({ GLANCE_DATA: '/data' })

test('every way to a folder is the same folder', () => {
  const base = realpathSync(makeTempFolder())
  mkdirSync(join(base, 'photos'))
  symlinkSync(join(base, 'photos'), join(base, 'link'))
  for (const way of ['photos', 'photos/', 'link', 'link/../photos/.'])
    expect(realFolder(`${base}/${way}`), way).toBe(join(base, 'photos'))
  expect(realFolder(relative(process.cwd(), join(base, 'link')))).toBe(join(base, 'photos'))
  expect(realFolder(join(base, 'none', '..', 'nowhere'))).toBe(join(base, 'nowhere'))
})

test('a project’s file has the folder’s name', () => {
  expect(projectFile(data, '/home/ann/Photos 2024')).toMatch(/^\/data\/projects\/Photos-2024-[0-9a-f]{8}\.glance$/)
  expect(projectFile(data, '/写真')).toMatch(/\/写真-[0-9a-f]{8}\.glance$/)
  expect(projectFile(data, '/')).toMatch(/\/folder-[0-9a-f]{8}\.glance$/)
})

test('any folder has one file of its own, with a name that every system takes', () => {
  const path = fc.string({ unit: 'grapheme', maxLength: 200 }).map((name) => `/${name}`)
  fc.assert(
    fc.property(path, path, (one, other) => {
      const file = projectFile(data, one)
      expect(file).toBe(projectFile(data, one))
      if (one !== other) expect(file).not.toBe(projectFile(data, other))
      expect(file).toMatch(/^\/data\/projects\/[\p{L}\p{N}._-]{1,60}-[0-9a-f]{8}\.glance$/u)
    }),
  )
})
