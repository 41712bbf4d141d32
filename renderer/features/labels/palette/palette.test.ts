import { expect, test, vi } from 'vitest'
import type { ClassInfo, ProjectInfo } from '../../../../electron/api/page.ts'

const kept = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
})
vi.mock('../../../host/host.ts', () => ({ host: { call: () => Promise.resolve(null), on: () => () => undefined } }))
const { current } = await import('../../../app/current-project.svelte.ts')
const { palette } = await import('./palette.svelte.ts')

const make = (id: number, name: string, key: string | null): ClassInfo => ({
  id,
  name,
  originalName: null,
  colour: null,
  key,
  description: '',
  parentId: null,
})
const labelSet = [make(1, 'dog', '1'), make(2, 'cat', '2'), make(3, 'boat', 'f'), make(4, 'bird', null)]
const show = (changes: Partial<ProjectInfo>): void => {
  current.project = { catalog: 'a.glance', labelSet, modelClasses: [], isClosed: true, ...changes } as ProjectInfo
}
const press = (key: string, code: string, held: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }) as KeyboardEvent

const presses = [
  press('1', 'Digit1'),
  press('2', 'Digit2'),
  press('3', 'Digit3'),
  press('f', 'KeyF'),
  press('!', 'Digit1', { shiftKey: true }),
  press('1', 'Digit1', { altKey: true }),
]
const given = () => presses.map((event) => palette.classOf(event))

test('every key gives the same class before and after pre-labeling and teaching, in an open set and in a closed one', () => {
  show({})
  const before = given()
  expect(before).toEqual([1, 2, null, 3, null, null])
  const modelClasses = Array.from({ length: 1000 }, (_, index) => `class ${index}`)
  show({ model: 'deit-tiny', modelClasses })
  expect(given()).toEqual(before)
  show({ model: 'taught', modelClasses, isClosed: false })
  expect(given()).toEqual(before)
})

test('no other class, order or label that was given moves a key', () => {
  show({})
  const before = given()
  palette.use(4)
  palette.use({ newName: 'bird' })
  show({ labelSet: labelSet.toReversed() })
  expect(given()).toEqual(before)
  const many = Array.from({ length: 1000 }, (_, index) => make(100 + index, `more ${index}`, null))
  show({ labelSet: [...many, ...labelSet] })
  expect(given()).toEqual(before)
  show({ labelSet: labelSet.filter(({ id }) => id !== 1) })
  expect(given()).toEqual([null, ...before.slice(1)])
})

test('each class is drawn with its key, and one without key with none', () => {
  show({ labelSet: [...labelSet, make(5, 'fish', 'shift+1')] })
  expect([...palette.capsByClass]).toEqual([
    [1, '1'],
    [2, '2'],
    [5, '⇧1'],
    [3, 'F'],
  ])
})

test('what was given last is remembered by project', () => {
  show({ catalog: 'b.glance' })
  palette.use(2)
  palette.use({ newName: 'cat' })
  palette.use('class 7')
  palette.use({ newName: 'Cat' })
  expect(palette.recent).toEqual([2, 'class 7'])
  show({ catalog: 'c.glance' })
  expect(palette.recent).toEqual([])
})
