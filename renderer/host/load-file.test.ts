import { afterEach, expect, test, vi } from 'vitest'
import { explain } from '../i18n/explain.ts'
import { language } from '../i18n/i18n.svelte.ts'
import { loadFile } from './load-file.ts'

afterEach(() => {
  language.current = 'en'
  vi.unstubAllGlobals()
})

async function refuse(response: Response): Promise<unknown> {
  vi.stubGlobal('fetch', () => Promise.resolve(response))
  return loadFile('files/map/1').catch((error: unknown) => error)
}

test('a file that the service refuses has a reason in the language of the page', async () => {
  const details = { message: 'This photo has no attention map.', hint: '', params: {} }
  const failure = { code: 'not-found', message: 'This photo has no attention map.', details }
  const error = await refuse(Response.json(failure, { status: 404 }))
  expect(error).toMatchObject({ name: 'FileError', status: 404, ...failure })
  expect(explain(error)).toBe('This photo has no attention map.')
  language.current = 'ru'
  expect(explain(error)).toBe('У этой фотографии нет карты внимания.')
})

test('what a host refuses by itself is plain text', async () => {
  const error = await refuse(new Response('Requests from other pages are refused.', { status: 403 }))
  expect(error).toMatchObject({ status: 403, code: 'refused', message: 'Requests from other pages are refused.' })
})
