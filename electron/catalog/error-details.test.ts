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
