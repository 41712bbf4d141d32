import { expect, test } from 'vitest'
import { listFolderClasses } from './folder-classes.ts'

const folder = (path: string, images: number, rootId = 1) => ({ rootId, path, images })

test('classes by folders: where photos lie, or the topmost ones', () => {
  const folders = [
    folder('', 10),
    folder('pets', 7),
    folder('pets/cat', 4),
    folder('pets/dog', 3),
    folder('wild', 2),
    folder('wild/fox', 1),
    folder('cat', 1, 2),
  ]
  // No photo is in pets itself, one is in wild.
  expect(listFolderClasses(folders, 'nearest')).toEqual(['cat', 'dog', 'fox', 'wild'])
  expect(listFolderClasses(folders, 'topmost')).toEqual(['cat', 'pets', 'wild'])
  expect(listFolderClasses([folder('', 3)], 'nearest')).toEqual([])
})
