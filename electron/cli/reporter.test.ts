import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { GlanceError, describeFailure } from '../../models/errors.ts'
import { makeReporter } from './reporter.ts'

test('a script gets the English text of what happens, and not what the page makes its own of', () => {
  const results = new PassThrough({ encoding: 'utf8' })
  const { emit } = makeReporter({ json: true, results })
  const failure = describeFailure(new GlanceError('not-found', '{name} is gone.', '', { params: { name: 'a.jpg' } }))
  emit({ type: 'problem', problem: { path: 'a.jpg', ...failure } })
  emit({ type: 'note', text: 'Skipped.', details: failure.details! })
  expect(results.read()).toBe(
    '{"type":"problem","problem":{"path":"a.jpg","code":"not-found","message":"a.jpg is gone."}}\n' +
      '{"type":"note","text":"Skipped."}\n',
  )
})
