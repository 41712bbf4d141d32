import { expect, test } from 'vitest'
import { describeFailure, GlanceError, packError, phrase, reasonOf, sayDetails, unpackError } from './errors.ts'

const damaged = new GlanceError('damaged-image', '{name} is damaged.', 'Copy {name} again.', {
  params: { name: 'a.jpg' },
})

test('a text is made of its values, other texts among them, in the language of whoever says it', () => {
  const skipped = phrase('Skipped{count}: {reason}', {
    count: phrase(' {n} times', { n: 2 }),
    reason: damaged.details,
  })
  expect(sayDetails(skipped)).toBe('Skipped 2 times: a.jpg is damaged. Copy a.jpg again.')
  const russian: Record<string, string> = { 'Skipped{count}: {reason}': '{reason} — {count}', ' {n} times': '{n} раза' }
  expect(sayDetails(skipped, (text) => russian[text] ?? text)).toBe('a.jpg is damaged. Copy a.jpg again. — 2 раза')
  expect(sayDetails(phrase('{all}', { all: [phrase('one'), phrase('{n}', { n: 2 })] }))).toBe('one; 2')
  expect(sayDetails(phrase('{name} {constructor}', { name: '{other}' }))).toBe('{other} {constructor}')
})

test('why something failed, with what to do about it or as a part of another text', () => {
  const { details } = damaged
  expect(describeFailure(damaged)).toEqual({
    code: 'damaged-image',
    message: 'a.jpg is damaged. Copy a.jpg again.',
    details,
  })
  expect(describeFailure(damaged, { withHint: false })).toEqual({
    code: 'damaged-image',
    message: 'a.jpg is damaged.',
    details: { ...details, hint: '' },
  })
  expect(reasonOf(damaged)).toEqual({ ...details, hint: '' })
  expect(reasonOf(new Error('ENOSPC'))).toBe('ENOSPC')
  expect(describeFailure(new TypeError('a bug'))).toEqual({ code: 'internal', message: 'a bug' })
})

test('an error with another one in it crosses threads as it is', () => {
  const outer = new GlanceError('unreadable', '{reason}', 'Look.', { params: { reason: reasonOf(damaged) } })
  expect(outer.text).toBe('a.jpg is damaged. Look.')
  const other = unpackError(structuredClone(packError(outer)))
  expect(describeFailure(other)).toEqual(describeFailure(outer))
})
