import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blend, channelsOf, contrast, luminance, textOn } from './contrast.ts'

const channel = fc.integer({ min: 0, max: 255 })

test('a number is legible on every cell', () => {
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), (ground) => {
      expect(contrast(luminance(ground), textOn(ground) === '#000' ? 0 : 1)).toBeGreaterThan(4.5)
    }),
  )
})

test('cells are as the browser paints them', () => {
  expect(channelsOf('rgb(26, 116, 66)')).toEqual([26, 116, 66])
  expect(blend([255, 255, 255], [26, 116, 66], 0)).toEqual([255, 255, 255])
  expect(blend([255, 255, 255], [26, 116, 66], 1)).toEqual([26, 116, 66])
  expect(textOn(blend([255, 255, 255], [26, 116, 66], 0.12))).toBe('#000')
  expect(textOn([26, 116, 66])).toBe('#fff')
})
