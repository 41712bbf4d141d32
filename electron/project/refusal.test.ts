import { expect, test } from 'vitest'
import { GlanceError } from '../../models/errors.ts'
import { refuseFor } from './refusal.ts'

test('a refusal says why as a call does, and is never cached', async () => {
  const response = refuseFor(404, new GlanceError('not-found', 'There is no {what}.', '', { params: { what: 'map' } }))
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
  expect(await response.json()).toEqual({
    code: 'not-found',
    message: 'There is no map.',
    details: { message: 'There is no {what}.', hint: '', params: { what: 'map' } },
  })
})
