import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeId } from './model-id.ts'

test('an id is the name and the beginning of the fingerprint', () => {
  expect(makeId({ name: 'deit_tiny-384px', fingerprint: 'abcdef0123456789' })).toBe('deit_tiny-384px-abcdef01')
  expect(makeId({ name: 'Мои птицы', fingerprint: 'abcdef0123456789' })).toBe('Мои-птицы-abcdef01')
})

test('whatever a file calls itself, its id is one name in the folder, and not too long for it', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 })
  fc.assert(
    fc.property(text, text, (name, fingerprint) => {
      const id = makeId({ name, fingerprint })
      expect(id).toMatch(/^[\p{L}\p{N}._-]+$/u)
      expect(Buffer.byteLength(`${id}.onnx.01234567.tmp`)).toBeLessThanOrEqual(255)
    }),
  )
  expect(makeId({ name: '../../outside', fingerprint: '/../../x' })).toBe('..-..-outside--..-..-x')
  expect(makeId({ name: 'ы'.repeat(300), fingerprint: 'abcdef01' })).toBe(`${'ы'.repeat(100)}-abcdef01`)
})
