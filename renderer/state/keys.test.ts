import { expect, test } from 'vitest'
import { capsOf, findShortcut, type KeyPress, shortcuts } from './keys.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

test('no key means two things in one place', () => {
  for (const place of ['library', 'review'] as const) {
    const keys = shortcuts.filter((shortcut) => shortcut.place === place || shortcut.place === 'everywhere').flatMap(({ keys }) => [...keys])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  }
  expect(new Set(shortcuts.map(({ id }) => id)).size).toBe(shortcuts.length)
})

test('held keys tell shortcuts apart', () => {
  expect(findShortcut(press('z', { ctrlKey: true }), 'everywhere', false)).toBe('undo')
  expect(findShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'everywhere', false)).toBe('redo')
  expect(findShortcut(press('z'), 'everywhere', false)).toBe(null)
  expect(findShortcut(press('z', { metaKey: true }), 'everywhere', true)).toBe('undo')
  expect(findShortcut(press('z', { ctrlKey: true }), 'everywhere', true)).toBe(null)
  expect(findShortcut(press('a', { ctrlKey: true }), 'library', false)).toBe('select-all')
  expect(findShortcut(press('a', { altKey: true }), 'library', false)).toBe(null)
  expect(findShortcut(press(' '), 'library', false)).toBe('toggle')
})

test('Caps Lock does not silence a letter, and Shift does not silence a digit or a sign', () => {
  expect(findShortcut(press('A'), 'library', false)).toBe('accept')
  expect(findShortcut(press('1', { shiftKey: true }), 'library', false)).toBe('digit')
  expect(findShortcut(press('?', { shiftKey: true }), 'everywhere', false)).toBe('keys')
})

test('a keyboard without Latin letters gives the same keys', () => {
  expect(findShortcut(press('я', { ctrlKey: true, code: 'KeyZ' }), 'everywhere', false)).toBe('undo')
  expect(findShortcut(press('Ф', { code: 'KeyA' }), 'library', false)).toBe('accept')
  expect(findShortcut(press('х', { code: 'BracketLeft' }), 'review', false)).toBe('previous-layer')
  expect(findShortcut(press('ё', { code: 'Backquote' }), 'review', false)).toBe(null)
  // Where letters are Latin in another order, what they say counts and not where they lie.
  expect(findShortcut(press('a', { code: 'KeyQ' }), 'library', false)).toBe('accept')
})

test('a key of one view is silent in the other', () => {
  expect(findShortcut(press('h'), 'library', false)).toBe('heat')
  expect(findShortcut(press('h'), 'review', false)).toBe(null)
})

test('caps are named as on the keyboard', () => {
  expect(capsOf('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
  expect(capsOf('mod+shift+z', true)).toEqual(['⌘', '⇧', 'Z'])
  expect(capsOf('ArrowLeft', false)).toEqual(['←'])
})
