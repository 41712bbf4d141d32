import { expect, test } from 'vitest'
import type { ClassRef } from '../../../../electron/api/page.ts'
import { addRecent } from './recent.ts'

const give = (...refs: ClassRef[]): ClassRef[] => refs.reduce<ClassRef[]>((recent, ref) => addRecent(recent, ref), [])

test('the classes last given are listed newest first, each once, ten at most', () => {
  expect(give('a', 'b', 'c', 'a')).toEqual(['a', 'c', 'b'])
  expect(give(...Array.from({ length: 12 }, (_, index) => index))).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
})
