import { expect, test } from 'vitest'
import { capsOf } from './key-caps.ts'

test('caps are named as on the keyboard', () => {
  expect(capsOf('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
  expect(capsOf('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
  expect(capsOf('ArrowLeft', false)).toEqual(['←'])
})
