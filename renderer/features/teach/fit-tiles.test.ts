import { expect, test } from 'vitest'
import { fitTiles } from './fit-tiles.ts'

const shape = { caption: 24, gap: 8 }

test.each([
  { width: 1256, height: 580, count: 40 },
  { width: 2536, height: 1200, count: 40 },
  { width: 1256, height: 580, count: 12 },
])('as many photos as there are, all to be seen: %o', (room) => {
  const { columns, tile } = fitTiles({ ...room, ...shape })
  const rows = Math.ceil(room.count / columns)
  expect(columns * tile + (columns - 1) * 8).toBeLessThanOrEqual(room.width)
  expect(rows * (tile + 24) + (rows - 1) * 8).toBeLessThanOrEqual(room.height)
  expect(tile).toBeGreaterThanOrEqual(96)
})

test('a few photos are not blown up', () => {
  expect(fitTiles({ width: 2000, height: 1000, count: 2, ...shape }).tile).toBe(300)
})

test('a small window scrolls instead of showing stamps', () => {
  const { columns, tile } = fitTiles({ width: 616, height: 200, count: 40, ...shape })
  expect(columns).toBe(6)
  expect(tile).toBe(96)
  expect(fitTiles({ width: 0, height: 0, count: 40, ...shape }).tile).toBe(1)
})
