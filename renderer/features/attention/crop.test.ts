import { expect, test } from 'vitest'
import { placeCrop } from './crop.ts'

test('a centred square of a wide photo', () => {
  expect(placeCrop({ left: 50, top: 0, size: 100 }, { width: 200, height: 100 })).toEqual({
    left: '25%',
    top: '0%',
    width: '50%',
    height: '100%',
  })
})

test('a square smaller than both sides', () => {
  expect(placeCrop({ left: 12.5, top: 62.5, size: 175 }, { width: 200, height: 300 })).toEqual({
    left: '6.25%',
    top: `${6250 / 300}%`,
    width: '87.5%',
    height: `${17500 / 300}%`,
  })
})
