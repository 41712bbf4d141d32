import { expect, test } from 'vitest'
import { fuseHeads, readPatchRows } from '../../../../models/deit/attention.ts'
import { quantizeMaps, rolloutAttention } from '../../../../models/deit/rollout.ts'
import {
  chooseShown,
  type ExplorerChoice,
  type ExploredPieces,
  limitUpTo,
  readPatch,
  readRollout,
  rollout,
} from './shown-map.ts'

const map = { tokens: 2, side: 2, layers: 3, heads: 2, crop: { left: 0, top: 0, size: 4 } }
const shape = { layers: 3, heads: 2, tokens: 6, specialTokens: 2 }
/** Softmax rows of numbers that are all different. */
const attention = Float32Array.from({ length: 3 * 2 * 6 * 6 }, (_, index) => Math.exp(Math.sin(index * 12.9898) * 2))
for (let row = 0; row < attention.length; row += 6) {
  const sum = attention.subarray(row, row + 6).reduce((total, value) => total + value)
  for (let at = row; at < row + 6; at++) attention[at]! /= sum
}
const exact = rolloutAttention(attention, { ...shape, fusion: 'mean', discardRatio: 0 })
const specials = Float32Array.from(
  { length: 3 * 2 * 2 * 4 },
  (_, index) => attention[Math.floor(index / 8) * 36 + (Math.floor(index / 4) % 2) * 6 + 2 + (index % 4)]!,
)
const pieces: ExploredPieces = {
  detail: { map, hasRun: true },
  rollout: quantizeMaps(exact, 2),
  attention: specials,
  mapError: null,
  attentionError: null,
  rows: null,
  fusedError: null,
  patchRows: null,
  patchError: null,
}
const choice: ExplorerChoice = {
  token: 'class',
  layer: null,
  head: null,
  map: 'viridis',
  fusion: 'mean',
  discard: 0,
  upTo: null,
  patch: null,
}

test('the stored rollout is shown until the matrices are there, and then only its rounding is gone', () => {
  const stored = chooseShown(pieces, choice).row!
  const computed = chooseShown(
    { ...pieces, rows: rollout(fuseHeads(attention, shape, 'mean'), map, 0, 3) },
    choice,
  ).row!
  for (const [index, value] of stored.entries()) expect(Math.abs(value - computed[index]!)).toBeLessThan(0.005)
  expect([...computed]).toEqual([...readRollout(exact, map, 'class')])
  expect(computed.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6)
})

test('what is not stored waits for the matrices, or says why they do not come', () => {
  for (const other of [{ fusion: 'max' }, { discard: 0.5 }, { upTo: 2 }] as const) {
    expect(chooseShown(pieces, { ...choice, ...other })).toMatchObject({ row: null, reason: null, side: 2 })
    expect(chooseShown({ ...pieces, fusedError: 'gone' }, { ...choice, ...other })).toMatchObject({
      row: null,
      reason: 'gone',
    })
  }
  expect(chooseShown(pieces, { ...choice, upTo: 9 }).row).not.toBeNull() // as far as the model goes
})

test('every control of the rollout changes it', () => {
  const rows = ({ fusion = 'mean', discard = 0, upTo = null }: Partial<ExplorerChoice>): Float64Array =>
    rollout(fuseHeads(attention, shape, fusion), map, discard, limitUpTo(upTo, map))
  const read = (changed: Partial<ExplorerChoice>): string =>
    [...chooseShown({ ...pieces, rows: rows(changed) }, { ...choice, ...changed }).row!].join()
  const seen = [
    {},
    { token: 'distillation' },
    { token: 'difference' },
    { fusion: 'max' },
    { fusion: 'min' },
    { discard: 0.5 },
    { upTo: 1 },
    { upTo: 2 },
  ] as const
  expect(new Set(seen.map((changed) => read(changed))).size).toBe(seen.length)
  expect(chooseShown({ ...pieces, rows: rows({}) }, { ...choice, token: 'difference' }).colours).toBe('difference')
})

test('a patch is shown in the chosen layer and head, in the last layer and their mean where none is chosen', () => {
  const patchRows = readPatchRows(attention, shape, 3)
  const shown = (changed: Partial<ExplorerChoice>): number[] => [
    ...chooseShown({ ...pieces, patchRows }, { ...choice, patch: 3, ...changed }).row!,
  ]
  expect(shown({ layer: 1, head: 1 })).toEqual([
    ...attention.subarray((1 * 2 + 1) * 36 + 5 * 6 + 2, (1 * 2 + 1) * 36 + 36),
  ])
  const last = shown({})
  expect(last).toEqual([...readPatch(patchRows, map, 2, null).row])
  const { row, special } = readPatch(patchRows, map, 2, null)
  expect([...row, ...special].reduce((sum, value) => sum + value)).toBeCloseTo(1, 5)
  // Its colours are those of an amount, also where the difference of the tokens was shown before.
  expect(chooseShown({ ...pieces, patchRows }, { ...choice, token: 'difference', patch: 3 }).colours).toBe('viridis')
  expect(chooseShown({ ...pieces, patchError: 'gone' }, { ...choice, patch: 3 })).toMatchObject({
    row: null,
    reason: 'gone',
  })
})

test('a rollout goes through one layer at least and no more than there are', () => {
  expect([null, 0, 2, 40].map((upTo) => limitUpTo(upTo, map))).toEqual([3, 1, 2, 3])
})
