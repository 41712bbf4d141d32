import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listChanged, paintAtlas } from './draw-matrix.ts'
import {
  fitCell,
  gatherMatrix,
  gatherPatchMatrix,
  indexOf,
  locate,
  measure,
  placeAt,
  scaleMatrix,
  stepCell,
  withRollout,
} from './matrix.ts'

const map = { tokens: 2, side: 2, layers: 3, heads: 2 }
const counts = fc.record({ layers: fc.integer({ min: 1, max: 24 }), heads: fc.integer({ min: 1, max: 16 }) })
/** Each value says where it is from: layer, head, token, patch. */
const attention = Float32Array.from(
  { length: 3 * 2 * 2 * 4 },
  (_, index) =>
    Math.floor(index / 16) * 1000 + (Math.floor(index / 8) % 2) * 100 + (Math.floor(index / 4) % 2) * 10 + (index % 4),
)

test('every head of every layer, their mean, and last the rollout', () => {
  const rollout = Float32Array.of(0.1, 0.2, 0.3, 0.4)
  const { rows } = withRollout(gatherMatrix(attention, map, 'distillation'), rollout)
  expect(rows).toHaveLength(3 * 3 + 1)
  expect([...rows[indexOf({ layer: 2, head: 1 }, map)]!]).toEqual([2110, 2111, 2112, 2113])
  expect([...rows[indexOf({ layer: 1, head: null }, map)]!]).toEqual([1060, 1061, 1062, 1063])
  expect(rows[indexOf({ layer: null, head: null }, map)]).toBe(rollout)
  expect([...gatherMatrix(attention, map, 'difference').rows[0]!]).toEqual([-10, -10, -10, -10])
})

test('a patch has maps of the patches alone, and no rollout', () => {
  const rows = Float32Array.from({ length: 3 * 2 * 6 }, (_, index) => index)
  const matrix = gatherPatchMatrix(rows, map)
  expect([...matrix.rows[indexOf({ layer: 0, head: 1 }, map)]!]).toEqual([8, 9, 10, 11])
  expect(matrix.rows.at(-1)).toBeNull()
})

test('a common scale is the largest of all heads; the rollout keeps its own', () => {
  const matrix = withRollout(gatherMatrix(attention, map, 'class'), Float32Array.of(0, 0, 0, 0.5))
  expect(scaleMatrix(matrix, false)[0]).toBe(3)
  expect(new Set(scaleMatrix(matrix, true).slice(0, -1))).toEqual(new Set([2103]))
  expect(scaleMatrix(matrix, true).at(-1)).toBe(0.5)
  expect(scaleMatrix({ rows: [Float32Array.of(-4, 1), null] }, false)).toEqual([4, 0])
})

test('a cell is found again by its number, and cells do not lie over one another', () => {
  fc.assert(
    fc.property(
      counts,
      fc.integer({ min: 100, max: 3000 }),
      fc.integer({ min: 100, max: 2000 }),
      (size, width, height) => {
        const cell = fitCell(size, width, height)
        const all = measure(size, cell)
        const seen = new Set<string>()
        for (let index = 0; index <= size.layers * (size.heads + 1); index++) {
          const place = placeAt(index, size)
          expect(indexOf(place, size)).toBe(index)
          const { x, y } = locate(place, size, cell)
          expect(x + cell).toBeLessThanOrEqual(all.width)
          expect(y + cell).toBeLessThanOrEqual(all.height)
          seen.add(`${x} ${y}`)
        }
        expect(seen.size).toBe(size.layers * (size.heads + 1) + 1)
        if (cell > 20) expect([all.width <= width, all.height <= height]).toEqual([true, true])
      },
    ),
  )
})

test('arrows stay inside, and the rollout is below all columns', () => {
  expect(stepCell({ layer: 0, head: 0 }, 'ArrowUp', map)).toEqual({ layer: 0, head: 0 })
  expect(stepCell({ layer: 0, head: 1 }, 'ArrowRight', map)).toEqual({ layer: 0, head: null })
  expect(stepCell({ layer: 2, head: 0 }, 'ArrowDown', map)).toEqual({ layer: null, head: null })
  expect(stepCell({ layer: null, head: null }, 'ArrowUp', map)).toEqual({ layer: 2, head: null })
  expect(stepCell({ layer: null, head: null }, 'ArrowLeft', map)).toEqual({ layer: null, head: null })
  expect(stepCell({ layer: 1, head: null }, 'Home', map)).toEqual({ layer: 1, head: 0 })
  expect(stepCell({ layer: 1, head: 0 }, 'a', map)).toBeNull()
})

test('on nothing colours are whole, on a photo as clear as the value is low; each cell has a border of its own outermost patches', () => {
  const rows = [Float32Array.of(0, 1, 2, 4), Float32Array.of(4, 4, 4, 4)]
  const alphaOf = ({ data, width }: { data: Uint8ClampedArray; width: number }, x: number, y: number): number =>
    data[4 * (y * width + x) + 3]!
  const plain = paintAtlas(rows, 2, [4, 4], 'viridis', false)
  expect([plain.width, plain.height]).toEqual([8, 4])
  expect([alphaOf(plain, 0, 0), alphaOf(plain, 3, 3), alphaOf(plain, 7, 3)]).toEqual([255, 255, 255])
  const over = paintAtlas(rows, 2, [4, 8], 'viridis', true)
  expect([alphaOf(over, 1, 1), alphaOf(over, 2, 1), alphaOf(over, 1, 2), alphaOf(over, 2, 2)]).toEqual([
    0, 64, 128, 255,
  ])
  expect([alphaOf(over, 0, 0), alphaOf(over, 3, 0), alphaOf(over, 0, 3), alphaOf(over, 3, 3)]).toEqual([
    0, 64, 128, 255,
  ])
  expect(alphaOf(over, 4, 0)).toBe(128)
})

test('only what changed is drawn again: all of it where the look did, else the cells of other maps or another scale', () => {
  const matrix = gatherMatrix(attention, map, 'class')
  const look = {
    colours: 'viridis',
    max: scaleMatrix(matrix, false),
    cell: 40,
    isSmooth: true,
    ground: null,
    ratio: 1,
  } as const
  const all = [...matrix.rows.keys()]
  expect(listChanged(null, { matrix, look })).toBeNull()
  expect(listChanged({ matrix, look }, { matrix, look })).toEqual([])
  const rolled = withRollout(matrix, Float32Array.of(1, 2, 3, 4))
  expect(listChanged({ matrix, look }, { matrix: rolled, look: { ...look, max: scaleMatrix(rolled, false) } })).toEqual(
    [all.at(-1)],
  )
  const common = { ...look, max: scaleMatrix(matrix, true) }
  expect(listChanged({ matrix, look }, { matrix, look: common })).toEqual(
    all.filter((index) => look.max[index] !== common.max[index]),
  )
  expect(listChanged({ matrix, look }, { matrix: gatherMatrix(attention, map, 'distillation'), look })).toEqual(
    all.slice(0, -1),
  )
  for (const changed of [{ colours: 'magma' }, { cell: 41 }, { isSmooth: false }, { ratio: 2 }] as const)
    expect(listChanged({ matrix, look }, { matrix, look: { ...look, ...changed } })).toBeNull()
  expect(listChanged({ matrix, look }, { matrix: { ...matrix, heads: 1 }, look })).toBeNull()
})
