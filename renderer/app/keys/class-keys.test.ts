import { expect, test } from 'vitest'
import { classKeys } from '../../../electron/api/page.ts'
import { capOfKey, classOfKey, isClassKey, mapClassKeys, nameClassKey } from './class-keys.ts'

test('a key gives the class that keeps it, in whatever order the classes are', () => {
  const classes = [
    { id: 5, key: 'shift+1' },
    { id: 3, key: 'f' },
    { id: 1, key: '0' },
    { id: 2, key: null },
    { id: 4, key: '1' },
  ]
  const keys = mapClassKeys(classes)
  expect([...keys]).toEqual([
    ['1', 4],
    ['0', 1],
    ['shift+1', 5],
    ['f', 3],
  ])
  expect([...mapClassKeys(classes.toReversed())]).toEqual([...keys])
})

test('a class without a key moves no other, however many there are', () => {
  const few = classKeys.map((key, index) => ({ id: index + 1, key }))
  const many = [...Array.from({ length: 1000 }, (_, index) => ({ id: index + 100, key: null })), ...few]
  expect(mapClassKeys(many)).toEqual(mapClassKeys(few))
  expect(mapClassKeys(few).get('shift+0')).toBe(20)
})

test('a digit with Shift is drawn as one cap', () => {
  expect(capOfKey('shift+1')).toBe('⇧1')
  expect(capOfKey('f')).toBe('F')
})

test.each([
  [{ key: '1', code: 'Digit1' }, '1'],
  [{ key: '!', code: 'Digit1', shiftKey: true }, 'shift+1'],
  [{ key: '1', code: 'Numpad1' }, '1'],
  // A French keyboard: digits need Shift.
  [{ key: '1', code: 'Digit1', shiftKey: true }, '1'],
  [{ key: '&', code: 'Digit1' }, 'shift+1'],
  [{ key: 'q', code: 'KeyQ' }, 'q'],
  [{ key: 'Q', code: 'KeyQ', shiftKey: true }, null],
  [{ key: 'й', code: 'KeyQ' }, 'й'],
  [{ key: '1', code: 'Digit1', ctrlKey: true }, null],
  [{ key: 'Enter', code: 'Enter' }, null],
])('%o is called %s', (press, name) => {
  const event = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...press }
  expect(nameClassKey(event, event.key)).toBe(name)
})

test('a class can have a letter, a digit, or a digit with Shift', () => {
  expect(['q', 'й', '1', 'shift+0'].filter(isClassKey)).toHaveLength(4)
  expect(['Q', '-', 'Enter', 'shift+q', 'alt+1', ''].filter(isClassKey)).toEqual([])
})

test('a letter gives its class on a keyboard without Latin letters, too', () => {
  const press = (key: string, code: string) => ({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
  })
  const keys = new Map([
    ['q', 1],
    ['ц', 2],
    ['w', 3],
    ['shift+2', 4],
  ])
  expect(classOfKey(press('q', 'KeyQ'), keys)).toBe(1)
  expect(classOfKey(press('й', 'KeyQ'), keys)).toBe(1)
  expect(classOfKey(press('ц', 'KeyW'), keys)).toBe(2) // what it types counts first
  expect(classOfKey({ ...press('"', 'Digit2'), shiftKey: true }, keys)).toBe(4)
  expect(classOfKey({ ...press('q', 'KeyQ'), altKey: true }, keys)).toBeNull()
  expect(classOfKey(press('Enter', 'Enter'), keys)).toBeNull()
})
