import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { readLabels } from './labels.ts'

function write(content: string | Uint8Array): string {
  const file = join(makeTempFolder(), 'names.txt')
  writeFileSync(file, content)
  return file
}

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'GlanceError', code, message: expect.stringMatching(message) as string }) as Error

test('1,000 classes have ImageNet’s names, all different', () => {
  const labels = readLabels(undefined, 1000, 'deit')
  expect(labels[0]).toMatch(/tench/)
  expect(labels[999]).toMatch(/toilet/)
  expect(new Set(labels).size).toBe(1000)
})

test('any other number of classes needs a file', () => {
  expect(() => readLabels(undefined, 7, 'mine')).toThrow(
    refusal('wrong-labels', /^mine has 7 classes, and their names are not known/),
  )
})

test('999 lines for 1,000 classes are refused with both numbers', () => {
  const file = write(Array.from({ length: 999 }, (_, index) => `class ${index}\n`).join(''))
  expect(() => readLabels(file, 1000, 'deit')).toThrow(
    refusal('wrong-labels', /names\.txt has 999 lines, but deit has 1000 classes/),
  )
})

test.each([
  ['a newline at the end', 'cat\ndog\n'],
  ['none', 'cat\ndog'],
  ['Windows line ends', 'cat\r\ndog\r\n'],
  ['a byte order mark', '\uFEFFcat\ndog\n'],
  ['spaces around names', ' cat \n\tdog\n'],
])('%s', (_, content) => {
  expect(readLabels(write(content), 2, 'pets')).toEqual(['cat', 'dog'])
})

test.each([
  ['a name twice, naming both lines', 'cat\ndog\ncat', /line 3: "cat" is already on line 1/],
  ['an empty line inside', 'cat\n\ndog\n', /line 2: the name is empty/],
  ['a blank line at the end', 'cat\ndog\n\n', /line 3: the name is empty/],
  ['an empty file', '', /has 1 lines, but pets has 3/],
])('%s', (_, content, message) => {
  expect(() => readLabels(write(content), 3, 'pets')).toThrow(refusal('wrong-labels', message))
})

test('a file that is not UTF-8, or not there, is named', () => {
  expect(() => readLabels(write(Buffer.from('caf\xe9\nth\xe9\n', 'latin1')), 2, 'x')).toThrow(
    refusal('wrong-labels', /names\.txt is not UTF-8/),
  )
  const folder = makeTempFolder()
  expect(() => readLabels(join(folder, 'none.txt'), 2, 'x')).toThrow(refusal('not-found', /none\.txt cannot be read/))
  expect(() => readLabels(folder, 2, 'x')).toThrow(refusal('not-found', /cannot be read/))
})

test('any names come back in their order', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replaceAll(/[\r\n\uFEFF]/g, '').trim())
    .filter((text) => text !== '')
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (names, end) => {
      expect(readLabels(write(names.map((each) => each + end).join('')), names.length, 'x')).toEqual(names)
    }),
    { numRuns: 50 },
  )
})
