import { expect, test } from 'vitest'
import { chooseMap, limitChoice, type MapChoice, type MapPieces, stepPlace } from './choose-map.ts'

const map = { tokens: 2, side: 2, layers: 2, heads: 1, crop: { left: 0, top: 0, size: 10 } }
const pieces: MapPieces = {
  detail: { map, hasRun: true },
  rollout: Uint8Array.of(255, 0, 0, 0, 0, 255, 0, 0),
  attention: null,
  mapError: null,
  attentionError: null,
}
const choice: MapChoice = { token: 'class', layer: null, head: null, map: 'magma' }

test('the rollout of a token in the colours chosen, the difference in its own', () => {
  expect(chooseMap(pieces, choice)).toMatchObject({ side: 2, colours: 'magma', max: 1, reason: null })
  const difference = chooseMap(pieces, { ...choice, token: 'difference' })
  expect(difference.colours).toBe('difference')
  expect([...difference.row!]).toEqual([1, -1, 0, 0])
})

test('what is on its way has no reason, what failed has one', () => {
  expect(chooseMap({ ...pieces, detail: null }, choice)).toMatchObject({ row: null, reason: null })
  expect(chooseMap({ ...pieces, rollout: null }, choice)).toMatchObject({ row: null, reason: null, crop: map.crop })
  expect(chooseMap({ ...pieces, rollout: null, mapError: 'gone' }, choice).reason).toBe('gone')
  expect(chooseMap({ ...pieces, attentionError: 'not here' }, { ...choice, layer: 1 }).reason).toBe('not here')
})

test('without a map it says why', () => {
  expect(chooseMap({ ...pieces, detail: { map: null, hasRun: false } }, choice).reason).toContain('no model has run')
  expect(chooseMap({ ...pieces, detail: { map: null, hasRun: true } }, choice).reason).toContain('the model has none')
})

test('a map of the wrong length is an error, and is not drawn', () => {
  expect(chooseMap({ ...pieces, rollout: new Uint8Array(3) }, choice)).toMatchObject({
    row: null,
    reason: expect.stringContaining('3 values') as string,
  })
})

test('a choice is limited to what the model has', () => {
  expect(limitChoice({ token: 'difference', layer: 11, head: 5 }, { ...map, tokens: 1 })).toEqual({
    token: 'class',
    layer: 1,
    head: 0,
  })
  expect(limitChoice({ token: 'class', layer: 1, head: 0 }, { ...map, layers: 0, heads: 0 })).toEqual({
    token: 'class',
    layer: null,
    head: null,
  })
})

test('steps go from all to the last and back', () => {
  expect([stepPlace(null, 1, 2), stepPlace(0, 1, 2), stepPlace(1, 1, 2)]).toEqual([0, 1, 1])
  expect([stepPlace(1, -1, 2), stepPlace(0, -1, 2), stepPlace(null, -1, 2)]).toEqual([0, null, null])
  expect(stepPlace(null, 1, 0)).toBe(null)
  expect(stepPlace(9, -1, 3)).toBe(2)
})
