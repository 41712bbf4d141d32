import { expect, test } from 'vitest'
import { findClashes, findShortcut, type KeyPress, listUses, nameKey, shortcuts } from './shortcuts.ts'
import { ownKeys } from './own-keys.svelte.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

test('no key means two things in one place', () => {
  for (const place of ['library', 'review', 'sweep', 'teach', 'overview', 'explorer'] as const) {
    const keys = shortcuts
      .filter((shortcut) => shortcut.place === place || shortcut.place === 'everywhere')
      .flatMap(({ keys }) => [...keys])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  }
  expect(new Set(shortcuts.map(({ id }) => id)).size).toBe(shortcuts.length)
})

test('held keys distinguish shortcuts', () => {
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

test("Alt and a digit are the photo's predictions, whatever sign the keyboard types", () => {
  expect(findShortcut(press('3', { altKey: true, code: 'Digit3' }), 'review', false)).toBe('review-prediction')
  expect(findShortcut(press('£', { altKey: true, code: 'Digit3' }), 'review', true)).toBe('review-prediction')
  expect(findShortcut(press('¡', { altKey: true, code: 'Digit1' }), 'library', true)).toBe('accept')
  expect(findShortcut(press('6', { altKey: true, code: 'Digit6' }), 'teach', false)).toBeNull()
  expect(findShortcut(press('3', { altKey: true, ctrlKey: true, code: 'Digit3' }), 'review', false)).toBeNull() // AltGr
  expect(findShortcut(press('3', { code: 'Digit3' }), 'review', false)).toBe('review-digit')
})

test('a key of one view is silent in the other', () => {
  expect(findShortcut(press('h'), 'library', false)).toBe('heat')
  expect(findShortcut(press('h'), 'review', false)).toBe(null)
})

test('keys are written as they are found, and what cannot be a key is none', () => {
  expect(nameKey(press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+z')
  expect(nameKey(press('?', { shiftKey: true }), false)).toBe('?')
  expect(nameKey(press(' '), false)).toBe('Space')
  expect(nameKey(press('ф', { code: 'KeyA' }), false)).toBe('a')
  expect(nameKey(press('Shift', { shiftKey: true }), false)).toBeNull()
  expect(nameKey(press('a', { altKey: true }), false)).toBeNull()
  for (const { keys } of shortcuts) {
    for (const key of keys) {
      const parts = key.split(/\+(?=.)/)
      const [name, ctrlKey, shiftKey, altKey] = [
        parts.at(-1)!,
        parts.includes('mod'),
        parts.includes('shift'),
        parts.includes('alt'),
      ]
      const code = altKey ? `Digit${name}` : ''
      expect(nameKey(press(name === 'Space' ? ' ' : name, { ctrlKey, shiftKey, altKey, code }), false)).toBe(key)
    }
  }
})

test('a changed key is found instead of the one that was, and clashes with what has it in the same place', () => {
  ownKeys.changed = { accept: ['q'], 'review-flag': [] }
  expect(findShortcut(press('q'), 'library', false)).toBe('accept')
  expect(findShortcut(press('a'), 'library', false)).toBeNull()
  expect(findShortcut(press('f'), 'review', false)).toBeNull()
  expect(findClashes('flag', 'q').map(({ id }) => id)).toEqual(['accept'])
  expect(findClashes('flag', 'j')).toEqual([]) // that is review's
  expect(findClashes('flag', 'mod+z').map(({ id }) => id)).toEqual(['undo'])
  expect(findClashes('undo', 's').map(({ id }) => id)).toEqual(['skip', 'sweep-skip', 'teach-skip'])
  expect(findClashes('accept', 'q')).toEqual([]) // its own
  ownKeys.changed = {}
  expect(findShortcut(press('a'), 'library', false)).toBe('accept')
})

test('a class that takes a letter learns what the letter did', () => {
  expect(listUses('s').map(({ id }) => id)).toEqual(['skip', 'sweep-skip', 'teach-skip'])
  expect(listUses('q')).toEqual([])
  expect(listUses('1')).toEqual([])
})
