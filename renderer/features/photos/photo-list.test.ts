import { beforeEach, expect, test, vi } from 'vitest'

const call = vi.fn((name: string) =>
  Promise.resolve(name === 'listImages' ? { ids: [1, 2, 3], next: null } : name === 'getCards' ? [] : null),
)
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.mock('../../host/host.ts', () => ({ host: { call, on: () => () => undefined } }))
const { photoList } = await import('./photo-list.svelte.ts')
const { toasts } = await import('../../app/toasts.svelte.ts')

beforeEach(async () => {
  toasts.shown = []
  await photoList.show({ filter: { text: 'a' }, sort: { by: 'size', descending: true } })
  photoList.focusAt(1)
})
const { given, size } = {
  given: { by: 'given', descending: false },
  size: { by: 'size', descending: true },
} as const

test('photos are found among those that pass the filter, which stays', async () => {
  await photoList.showFound([3, 1], 'the map')
  expect(photoList).toMatchObject({ filter: { text: 'a', among: [3, 1] }, sort: given, foundBy: 'the map' })
  await photoList.showFound([1], 'another')
  expect(photoList.filter).toEqual({ text: 'a', among: [1] })
  photoList.focusAt(0)
  await photoList.leaveFound()
  expect(photoList).toMatchObject({ filter: { text: 'a' }, sort: size, foundBy: null, focusedId: 2 })
  expect(photoList.filter.among).toBeUndefined()
})

test('a filter given with what was found takes the place of the one in force', async () => {
  await photoList.showFound([3, 1], 'saved', { filter: { flagged: true } })
  expect(photoList.filter).toEqual({ flagged: true, among: [3, 1] })
  await photoList.leaveFound()
  expect(photoList.filter).toEqual({ flagged: true })
})

test('leaving what was found changes nothing else that was chosen meanwhile', async () => {
  await photoList.showFound([3, 1], 'the map')
  await photoList.narrow({ text: undefined, flagged: true })
  await photoList.leaveFound()
  expect(photoList.filter).toEqual({ flagged: true })
})

test('what gives way to all photos of a figure is reported', async () => {
  await photoList.showWhole({ filter: { conflict: true } })
  expect(photoList.filter).toEqual({ conflict: true })
  expect(toasts.shown).toMatchObject([{ tone: 'info', text: 'Filters removed to show all of these photos.' }])
  toasts.shown = []
  await photoList.showWhole({ filter: { conflict: true } })
  expect(toasts.shown).toEqual([])
})
