import { beforeEach, expect, test, vi } from 'vitest'
import type { ClassInfo, ProjectInfo } from '../../electron/api/page.ts'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.mock('../host/host.ts', () => ({ host: { call: () => Promise.resolve(null), on: () => () => undefined } }))
const { current } = await import('./current-project.svelte.ts')
const { nameClass, nameTarget, refNow, targetNow } = await import('./class-names.ts')

const make = (id: number, name: string, originalName: string | null): ClassInfo => ({
  id,
  name,
  originalName,
  colour: null,
  key: null,
  description: '',
  parentId: null,
})
beforeEach(() => {
  current.project = {
    labelSet: [make(2, 'cat', 'tabby'), make(1, 'lion', 'tabby'), make(5, 'owl', null), make(4, 'bird', 'owl')],
  } as ProjectInfo
})

test('a model’s class that became the project’s is called as there', () => {
  expect([refNow('tabby'), nameClass('tabby')]).toEqual([2, 'cat'])
  expect([refNow('owl'), nameClass('owl')]).toEqual([5, 'owl'])
  expect([refNow('fox'), nameClass('fox')]).toEqual(['fox', 'fox'])
  expect([refNow(1), nameClass(1)]).toEqual([1, 'lion'])
  expect(nameClass(99)).not.toBe('')
})

test('a typed name is the class that there is, in whatever case, and is called as that one', () => {
  current.project = { labelSet: [make(1, 'Dog', 'hound'), make(2, 'dog', null), make(3, 'Café', null)] } as ProjectInfo
  const type = (newName: string) => [targetNow({ newName }), nameTarget({ newName })]
  expect(type(' DOG ')).toEqual([1, 'Dog'])
  expect(type('dog')).toEqual([2, 'dog'])
  expect(type('CAFE\u0301')).toEqual([3, 'Café'])
  // What a class was called first is a name that is free: the service makes a class of it.
  expect(type(' hound')).toEqual(['hound', 'hound'])
  expect([targetNow('hound'), nameTarget('hound'), nameTarget(3)]).toEqual([1, 'Dog', 'Café'])
})
