import { beforeEach, expect, test, vi } from 'vitest'
import type { ClassInfo, ProjectInfo } from '../../electron/api/page.ts'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.mock('../host/host.ts', () => ({ host: { call: () => Promise.resolve(null), on: () => () => undefined } }))
const { current } = await import('./current-project.svelte.ts')
const { nameClass, refNow } = await import('./class-names.ts')

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
