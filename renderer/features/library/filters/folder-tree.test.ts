import { expect, test } from 'vitest'
import { listFolderRows } from './folder-tree.ts'

const folder = (rootId: number, path: string, images = 1): { rootId: number; path: string; images: number } => ({
  rootId,
  path,
  images,
})
const one = [folder(1, '', 9), folder(1, 'a', 6), folder(1, 'a/b', 4), folder(1, 'a/b/c', 2), folder(1, 'z', 1)]
const show = (open: string[], folders = one): string[] =>
  listFolderRows(folders, new Set(open), (id) => `root ${id}`).map(
    ({ name, depth, hasFolders }) => `${' '.repeat(depth)}${name}${hasFolders ? '/' : ''}`,
  )

test('one root stays out of sight; folders unfold one by one', () => {
  expect(show([])).toEqual(['a/', 'z'])
  expect(show(['1:a'])).toEqual(['a/', ' b/', 'z'])
  expect(show(['1:a', '1:a/b'])).toEqual(['a/', ' b/', '  c', 'z'])
  expect(show(['1:a/b'])).toEqual(['a/', 'z'])
})

test('several roots are named, and folders of one name stay apart', () => {
  const two = [...one, folder(2, '', 3), folder(2, 'a', 3)]
  expect(show(['2:'], two)).toEqual(['root 1/', 'root 2/', ' a'])
  expect(show([], [folder(1, '')])).toEqual([])
})
