import { expect, test } from 'vitest'
import type { ClassInfo, ClassRef } from '../../../../electron/api/page.ts'
import { listOthers, listRows } from './palette-rows.ts'

const make = (id: number, name: string, parentId: number | null = null): ClassInfo => ({
  id,
  name,
  originalName: name,
  colour: null,
  key: null,
  description: '',
  parentId,
})
const classes = [make(1, 'animal'), make(2, 'boat'), make(3, 'cat', 1), make(4, 'כלב (1)'), make(5, 'Dog', 1)]
const keyed = (...ids: ClassRef[]): ReadonlySet<ClassRef> => new Set(ids)
const names = (rows: readonly { name: string }[]): string[] => rows.map(({ name }) => name)

test('where every class has a key, the label set is listed as the tree that it is', () => {
  const rows = listRows(classes, { keyed: keyed(1, 2, 3, 4, 5), recent: [4], text: '' })
  expect(rows.map(({ name, depth }) => [name, depth])).toEqual([
    ['animal', 0],
    ['cat', 1],
    ['Dog', 1],
    ['boat', 0],
    ['כלב (1)', 0],
  ])
  expect(rows[1]!.above).toEqual(['animal'])
})

test('classes without a key come behind those with one, those given last first', () => {
  const rows = listRows(classes, { keyed: keyed(2, 3), recent: [5, 'gone', 99, 3], text: '' })
  expect(names(rows)).toEqual(['cat', 'boat', 'Dog', 'animal', 'כלב (1)'])
  expect(rows.every(({ depth }) => depth === 0)).toBe(true)
})

test('what is searched for is found with what it is a kind of, in any case and script', () => {
  expect(names(listRows(classes, { keyed: keyed(), recent: [4], text: 'dOG' }))).toEqual(['animal', 'Dog'])
  expect(names(listRows(classes, { keyed: keyed(), recent: [], text: 'כלב' }))).toEqual(['כלב (1)'])
  expect(listRows(classes, { keyed: keyed(), recent: [], text: 'zebra' })).toEqual([])
  expect(names(listRows(classes, { keyed: keyed(), recent: [], text: '  ' }))).toHaveLength(5)
})

test('other classes of the model are found by their names', () => {
  expect(names(listOthers(['tabby', 'Egyptian cat', 'tench'], 'CAT'))).toEqual(['Egyptian cat'])
  expect(listOthers(['tabby', 'tench'], '').map(({ ref }) => ref)).toEqual(['tabby', 'tench'])
})
