import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EditResult } from '../../../../electron/api/page.ts'

let labels = [{ ref: 1, name: 'cat', count: 2 }]
const project = { notices: [], catalog: 'a.glance', labelSet: [], isReadOnly: false }
const call = vi.fn((name: string) => Promise.resolve(name === 'countImages' ? { labels } : { ...project }))
vi.mock('../../../host/host.ts', () => ({ host: { call, on: () => () => undefined } }))
const { current } = await import('../../../app/current-project.svelte.ts')
const { edits } = await import('../../../app/edits.svelte.ts')
const { paletteCounts } = await import('./palette-counts.svelte.ts')

const counted = (): number => call.mock.calls.filter(([name]) => name === 'countImages').length
const edit = (): Promise<number | null> =>
  edits.run(
    () =>
      Promise.resolve({
        editId: 1,
        count: 1,
        changed: [],
        newClasses: [],
        canUndo: true,
        canRedo: false,
      } as never as EditResult),
    [1],
  )
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  call.mockClear()
  stop = paletteCounts.start()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

test('labels are counted of the whole project when it is shown, and again after edits, however fast these come', async () => {
  await current.show(project as never)
  await vi.advanceTimersByTimeAsync(1000)
  expect(call.mock.calls).toContainEqual(['countImages', { filter: {} }])
  expect([...paletteCounts.byClass]).toEqual([[1, 2]])

  const before = counted()
  labels = [{ ref: 1, name: 'cat', count: 12 }]
  for (let made = 0; made < 10; made++) await edit()
  await vi.advanceTimersByTimeAsync(2000)
  expect(counted()).toBeLessThan(before + 4)
  expect(paletteCounts.byClass.get(1)).toBe(12)
})

test('another project begins without counts', async () => {
  await current.show(project as never)
  await vi.advanceTimersByTimeAsync(1000)
  await current.show({ ...project, catalog: 'b.glance' } as never)
  expect(paletteCounts.byClass.size).toBe(0)
  await vi.advanceTimersByTimeAsync(1000)
  expect(paletteCounts.byClass.size).toBe(1)
})
