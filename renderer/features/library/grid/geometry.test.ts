import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  boxBetween,
  cellsIn,
  edgeScroll,
  footing,
  gap,
  layGrid,
  padding,
  placeOf,
  revealTop,
  stepFrom,
  toContent,
  toTrack,
  trackHeight,
} from './geometry.ts'

const grid = (count: number, width = 1000): ReturnType<typeof layGrid> =>
  layGrid({ width, count, size: 150, caption: 40 })

test('cells fill the row and are as near to the size asked for as that allows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 4000 }), fc.integer({ min: 80, max: 160 }), (width, size) => {
      const { columns, tile } = layGrid({ width, count: 1, size, caption: 20 })
      expect(Math.abs(tile - size)).toBeLessThan((size + gap) / columns)
      const used = 2 * padding + columns * tile + (columns - 1) * gap
      expect(used).toBeLessThanOrEqual(width)
      expect(width - used).toBeLessThan(columns)
    }),
  )
})

test('a view too narrow for one cell still has a column', () => {
  expect(layGrid({ width: 0, count: 5, size: 150, caption: 20 })).toMatchObject({ columns: 1, rows: 5 })
})

test('an empty grid has no height', () => {
  expect(grid(0).contentHeight).toBe(0)
})

test('a box takes exactly the cells that it touches', () => {
  const geometry = grid(53)
  const { tile, rowHeight } = geometry
  const point = fc.record({ x: fc.integer({ min: -50, max: 1050 }), y: fc.integer({ min: -50, max: 2500 }) })
  fc.assert(
    fc.property(point, point, (one, other) => {
      const box = boxBetween(one, other)
      const touched = Array.from({ length: 53 }, (_, index) => index).filter((index) => {
        const { left, top } = placeOf(geometry, index)
        return left <= box.right && left + tile >= box.left && top <= box.bottom && top + rowHeight - gap >= box.top
      })
      expect(cellsIn(geometry, box)).toEqual(touched)
    }),
  )
})

test('a million photos can be scrolled to the last one', () => {
  const geometry = grid(1_000_000)
  expect(trackHeight(geometry)).toBe(10_000_000)
  expect(geometry.contentHeight).toBeGreaterThan(trackHeight(geometry))
  const end = toContent(geometry, trackHeight(geometry) - 700, 700)
  expect(end).toBeCloseTo(geometry.contentHeight - 700)
  expect(toTrack(geometry, end, 700)).toBeCloseTo(trackHeight(geometry) - 700)
  expect(toContent(geometry, 0, 700)).toBe(0)
})

test('what fits is scrolled one to one', () => {
  expect(toContent(grid(10_000), 1234, 700)).toBe(1234)
})

test('revealing moves as little as it can', () => {
  const geometry = grid(600)
  const inView = geometry.columns * 3
  const top = placeOf(geometry, inView).top - padding
  expect(revealTop(geometry, inView, top - 10, 700)).toBe(top - 10)
  expect(revealTop(geometry, inView, top + 50, 700)).toBe(top)
  expect(revealTop(geometry, inView, 0, 300)).toBe(
    placeOf(geometry, inView).top + geometry.rowHeight - gap + padding - 300,
  )
  expect(revealTop(geometry, 0, 5000, 700)).toBe(0)
  expect(revealTop(geometry, 599, 0, 700)).toBe(geometry.contentHeight - footing - 700)
  expect(revealTop(geometry, inView, 0, 100)).toBe(top)
})

test('keys keep within the grid and keep the column', () => {
  const geometry = grid(20)
  expect(geometry.columns).toBe(6)
  expect(stepFrom(geometry, 0, 'ArrowLeft', 500)).toBe(0)
  expect(stepFrom(geometry, 19, 'ArrowRight', 500)).toBe(19)
  expect(stepFrom(geometry, 4, 'ArrowUp', 500)).toBe(4)
  expect(stepFrom(geometry, 10, 'ArrowUp', 500)).toBe(4)
  expect(stepFrom(geometry, 17, 'ArrowDown', 500)).toBe(19)
  expect(stepFrom(geometry, 18, 'ArrowDown', 500)).toBe(18)
  expect(stepFrom(geometry, 14, 'PageUp', 5000)).toBe(2)
  expect(stepFrom(geometry, 3, 'PageDown', 500)).toBe(15)
  expect(stepFrom(geometry, 3, 'End', 500)).toBe(19)
  expect(stepFrom(geometry, 3, 'Home', 500)).toBe(0)
})

test('a box drawn over an edge scrolls that way', () => {
  expect(edgeScroll(300, 600)).toBe(0)
  expect(edgeScroll(10, 600)).toBeLessThan(0)
  expect(edgeScroll(700, 600)).toBeGreaterThan(edgeScroll(590, 600))
  expect(edgeScroll(5000, 600)).toBe(40)
})
