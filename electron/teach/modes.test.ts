import { expect, it } from 'vitest'
import type { TeachMode } from '../catalog/teach-modes.ts'
import type { LeftOutRow } from './left-out-row.ts'
import { chooseMode, distilledModes, listModes, recordMode, shareOut } from './modes.ts'

/** Rows of which those of these numbers are predicted wrong. */
const judge = (rows: number, wrong: readonly number[]): LeftOutRow[] =>
  Array.from({ length: rows }, (_, row) => ({
    row,
    classId: 1,
    predicted: wrong.includes(row) ? 2 : 1,
    own: 0.5,
    other: 0.5,
  }))
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at)
const choose = (modes: Partial<Record<TeachMode, number[]>>, rows = 1000) =>
  chooseMode(new Map(Object.entries(modes).map(([mode, wrong]) => [mode as TeachMode, judge(rows, wrong)])))

it('a teacher is only where a second model has run, a distillation token’s head where there is one', () => {
  expect(listModes([1])).toEqual(['class-token'])
  expect(listModes([2])).toEqual(['both-tokens', 'class-token'])
  expect(listModes([1, 2])).toEqual(['committee', 'class-token', 'hard', 'soft'])
  expect(listModes([2, 1])).toEqual(['committee', 'both-tokens', 'class-token', 'hard-with-token', 'hard', 'soft'])
})

it('the parts of all heads are 1 together', () => {
  for (const tokens of [[1], [2], [1, 1], [2, 1], [2, 2, 1]])
    for (const mode of listModes(tokens)) {
      const sum = shareOut(mode, tokens).reduce<number>((total, share) => total + (share ?? 0), 0)
      if (distilledModes[mode] === undefined) expect(sum).toBeCloseTo(1, 12)
      else expect(sum).toBe(mode === 'hard-with-token' ? 0.5 : 0)
    }
  expect(shareOut('committee', [2, 1])).toEqual([0.25, 0.25, 0.5])
  expect(shareOut('class-token', [2, 1])).toEqual([1, 0, null])
})

it('the usual mode is kept unless another is clearly better on the same labels', () => {
  expect(choose({ committee: range(0, 100), hard: range(0, 100) })).toBe('committee')
  expect(choose({ committee: range(0, 100), hard: range(0, 96) })).toBe('committee') // less than half a point
  expect(choose({ committee: range(0, 100), hard: range(0, 95) })).toBe('hard')
  // Ten more of them right, but 90 lost and 100 won: less than two standard errors.
  expect(choose({ committee: range(0, 100), hard: range(100, 190) })).toBe('committee')
  expect(choose({ committee: range(0, 100), hard: range(100, 170) })).toBe('hard')
})

it('of several that are better the best is used, of equals the first', () => {
  expect(choose({ committee: range(0, 100), hard: range(0, 50), soft: range(0, 40) })).toBe('soft')
  expect(choose({ committee: range(0, 100), hard: range(0, 40), soft: range(1, 41) })).toBe('hard')
  expect(choose({ committee: [], hard: [] }, 0)).toBe('committee')
  expect(chooseMode(new Map())).toBeNull()
})

it('counts the labels that were predicted right', () => {
  expect(recordMode('soft', judge(10, [1, 2]))).toEqual({ mode: 'soft', rows: 10, right: 8 })
})
