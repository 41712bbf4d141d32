import { expect, test } from 'vitest'
import { listNames, runAction, sayAction } from './action.ts'
import { Actions } from './actions.svelte.ts'

const nothing = (): void => undefined

test('a view comes before the frame, and takes its actions away when it goes', () => {
  const actions = new Actions()
  actions.offer({ actions: [{ id: 'undo', run: nothing }] })
  const leave = actions.offer({ actions: [{ id: 'flag', run: nothing }] })
  expect(actions.possible.map(({ id }) => id)).toEqual(['flag', 'undo'])
  leave()
  expect(actions.possible.map(({ id }) => id)).toEqual(['undo'])
})

test('what cannot be done now is not listed', () => {
  const actions = new Actions()
  let isOn = false
  actions.offer({ actions: [{ id: 'flag', isOn: () => isOn, run: nothing }] })
  expect(actions.possible).toEqual([])
  isOn = true
  expect(actions.possible).toHaveLength(1)
})

test("a view's own item of the photo's menu takes the place of the frame's", () => {
  const actions = new Actions()
  const photos = { ids: () => [1], give: nothing }
  actions.offer({ actions: [{ id: 'photo-flag', item: 'flag', run: nothing }] })
  expect(actions.photos).toBeNull()
  actions.offer({ actions: [{ id: 'flag', item: 'flag', run: nothing }], photos })
  expect(actions.ofItem('flag').map(({ id }) => id)).toEqual(['flag'])
  expect(actions.possible.map(({ id }) => id)).toEqual(['flag'])
  expect(actions.ofItem('note')).toEqual([])
  expect(actions.photos).toBe(photos)
})

test('an action is called what its shortcut is called, in each language', () => {
  expect(sayAction({ id: 'undo', run: nothing })).toBe('Undo')
  expect(sayAction({ id: 'undo', text: 'toolbar:redo', run: nothing })).toBe('Redo')
  expect(listNames({ id: 'undo', run: nothing })).toEqual(['Undo', 'Отменить'])
  expect(listNames({ id: 'one', text: () => 'Label as cat', run: nothing })).toEqual(['Label as cat'])
})

test('a key calls an action whatever can be done now', () => {
  const called: string[] = []
  const table = [{ id: 'flag', isOn: () => false, run: () => called.push('flag') }]
  expect(runAction(table, 'flag')).toBe(true)
  expect(runAction(table, 'note')).toBe(false)
  expect(called).toEqual(['flag'])
})
