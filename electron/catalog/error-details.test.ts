import { expect, test } from 'vitest'
import { packDetails, readDetails } from './error-details.ts'

const details = { message: '{name} is damaged.', hint: 'Copy it.', params: { name: 'a.jpg', count: 3 } }

test('details are kept as they are, one text inside another', () => {
  const outer = { message: '{reason}', hint: '', params: { reason: details } }
  for (const each of [details, outer]) expect(readDetails(packDetails(each))).toEqual(each)
  expect([packDetails(null), packDetails(undefined), readDetails(null)]).toEqual([null, null, null])
})

test('what somebody else wrote into a project file is no details', () => {
  const deep = `${'{"message":"","hint":"","params":{"a":'.repeat(100_000)}1${'}}'.repeat(100_000)}`
  const others = [{}, [], 3, { ...details, hint: 3 }, { ...details, params: { name: { toString: 1 } } }]
  for (const json of ['', 'no JSON', 'null', deep, ...others.map((other) => JSON.stringify(other))])
    expect(readDetails(json)).toBeNull()
})

test('details that would make an endless text are no details', () => {
  const many = '{a}'.repeat(2000)
  const inner = { message: many, hint: '', params: { a: 'x'.repeat(5000) } }
  for (const other of [
    { ...details, message: many },
    { ...details, params: { name: inner } },
    { ...details, params: { name: 'x'.repeat(30_000) } },
    { ...details, params: Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`a${index}`, 1])) },
  ])
    expect(readDetails(packDetails(other))).toBeNull()
})
