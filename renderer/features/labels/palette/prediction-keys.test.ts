import { expect, test } from 'vitest'
import { predictionOf } from './prediction-keys.ts'

const press = (key: string, code: string) => ({
  key,
  code,
  altKey: true,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
})

test('Alt and a digit give one of the five predictions, by the place of the key', () => {
  const predictions = ['a', 'b', 'c', 'd', 'e', 'f']
  expect(predictionOf(press('1', 'Digit1'), predictions)).toBe('a')
  expect(predictionOf(press('™', 'Digit2'), predictions)).toBe('b')
  expect(predictionOf(press('6', 'Digit6'), predictions)).toBeNull()
  expect(predictionOf(press('0', 'Digit0'), predictions)).toBeNull()
  expect(predictionOf(press('3', 'Digit3'), ['a'])).toBeNull()
  expect(predictionOf({ ...press('1', 'Digit1'), altKey: false }, predictions)).toBeNull()
  expect(predictionOf({ ...press('1', 'Digit1'), ctrlKey: true }, predictions)).toBeNull()
})
