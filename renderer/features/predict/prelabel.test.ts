import { expect, test, vi } from 'vitest'

let answer: (value?: unknown) => void = () => undefined
let refuse: (reason: Error) => void = () => undefined
const call = vi.fn(
  () =>
    new Promise((resolve, reject) => {
      answer = resolve
      refuse = reject
    }),
)
vi.stubGlobal('localStorage', { getItem: (key: string) => (key === 'engine' ? 'cpu' : null), setItem: () => undefined })
vi.mock('../../host/host.ts', () => ({ host: { call, listen: () => () => undefined } }))
const { prelabel } = await import('./prelabel.svelte.ts')

test('a run is starting from the moment that it is asked for until the service has begun or refused it', async () => {
  const run = prelabel.run()
  expect(prelabel.isStarting).toBe(true)
  await vi.waitFor(() => expect(call).toHaveBeenCalledWith('startPrelabel', expect.anything()))
  expect(prelabel.isStarting).toBe(true)
  answer()
  await run
  expect(prelabel.isStarting).toBe(false)
  const refused = prelabel.run('missing')
  await vi.waitFor(() => expect(call).toHaveBeenCalledTimes(2))
  refuse(new Error('There is no such model.'))
  await refused
  expect(prelabel.isStarting).toBe(false)
})
