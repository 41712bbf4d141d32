import { expect, test } from 'vitest'
import { isProjectFile, joinPath, lastPart, parentPath, projectFileName } from './paths.ts'

test('paths of either kind of system', () => {
  expect(joinPath('/home/ada', 'photos')).toBe('/home/ada/photos')
  expect(joinPath('/', 'photos')).toBe('/photos')
  expect(joinPath('C:\\', 'photos')).toBe('C:\\photos')
  expect(joinPath('C:\\Users', 'ada')).toBe('C:\\Users\\ada')
  expect(joinPath('/odd\\name', 'a')).toBe('/odd\\name/a')
  expect(lastPart('/home/ada/my.glance')).toBe('my.glance')
  expect(lastPart('C:\\Users\\ada\\')).toBe('ada')
  expect(lastPart('/odd\\name')).toBe('odd\\name')
  expect(lastPart('/')).toBe('/')
  expect(parentPath('/home/ada/my.glance')).toBe('/home/ada')
  expect(parentPath('/home/')).toBe('/')
  expect(parentPath('C:\\Users\\ada')).toBe('C:\\Users')
})

test("a project's file has its ending, once", () => {
  expect(projectFileName(' birds ')).toBe('birds.glance')
  expect(projectFileName('birds.Glance')).toBe('birds.Glance')
  expect(isProjectFile('/a/b.glance')).toBe(true)
  expect(isProjectFile('/a/b.glance/c')).toBe(false)
})
