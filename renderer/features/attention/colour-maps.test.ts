import { expect, test } from 'vitest'
import { colourMapNames, colourTable, readColour } from './colour-maps.ts'

const at = (name: (typeof colourMapNames)[number], index: number): number[] => [
  ...colourTable(name).subarray(index * 3, index * 3 + 3),
]
/** Roughly how light a colour looks. */
const lightness = ([red, green, blue]: number[]): number => 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!

test('sequential maps are the published ones, from dark to light', () => {
  expect(at('viridis', 0)).toEqual([0x44, 0x01, 0x54])
  expect(at('viridis', 255)).toEqual([0xfd, 0xe7, 0x25])
  expect(at('magma', 0)).toEqual([0, 0, 4])
  expect(at('magma', 255)).toEqual([0xfc, 0xfd, 0xbf])
  for (const name of ['viridis', 'magma'] as const) {
    for (let index = 16; index < 256; index += 16)
      expect(lightness(at(name, index))).toBeGreaterThan(lightness(at(name, index - 16)))
  }
})

test('the difference goes from teal through nearly white to brown', () => {
  const [low, middle, high] = [0, 128, 255].map((index) => at('difference', index)) as [number[], number[], number[]]
  expect(low[2]).toBeGreaterThan(low[0]!)
  expect(high[0]).toBeGreaterThan(high[2]!)
  expect(Math.min(...middle)).toBeGreaterThan(230)
})

test('every table has 256 colours', () => {
  for (const name of colourMapNames) expect(colourTable(name)).toHaveLength(768)
})

test('what is no colour is refused', () => {
  expect(readColour('rgb(1, 2, 3)')).toEqual([1, 2, 3])
  expect(() => readColour('teal')).toThrow('expected #rrggbb')
})
