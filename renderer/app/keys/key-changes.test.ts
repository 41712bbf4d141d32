import { expect, test } from 'vitest'
import { changeKeys, putKey } from './key-changes.ts'

const shortcuts = [
  { id: 'undo', keys: ['mod+z'] },
  { id: 'redo', keys: ['mod+y', 'mod+shift+z'] },
]

test('only keys that are another than the page gives are kept', () => {
  expect(changeKeys({}, { undo: ['u'] }, shortcuts)).toEqual({ undo: ['u'] })
  expect(changeKeys({ undo: ['u'] }, { undo: ['mod+z'] }, shortcuts)).toEqual({})
  expect(changeKeys({ undo: ['u'], redo: [] }, { undo: null }, shortcuts)).toEqual({ redo: [] })
  expect(changeKeys({ gone: ['g'] }, {}, shortcuts)).toEqual({}) // of a shortcut that there is no more
})

test('a key is put in place or behind, and is there once', () => {
  expect(putKey(['a', 'b'], 0, 'c')).toEqual(['c', 'b'])
  expect(putKey(['a', 'b'], null, 'c')).toEqual(['a', 'b', 'c'])
  expect(putKey(['a', 'b'], 0, 'b')).toEqual(['b'])
})
