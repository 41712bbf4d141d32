import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areaUnder, meanAndError, summarize } from './curves.ts'
import { countReplaced } from './patches.ts'

const shares = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 2, max: 196 }))
  .map(([patches, steps]) => countReplaced(patches, steps).map((count) => count / patches))

test('the area under a level curve is its height, under a straight one its middle', () => {
  fc.assert(
    fc.property(shares, fc.double({ min: 0, max: 1, noNaN: true }), (points, height) => {
      expect(
        areaUnder(
          points,
          points.map(() => height),
        ),
      ).toBeCloseTo(height, 10)
      expect(
        areaUnder(
          points,
          points.map((share) => height * share),
        ),
      ).toBeCloseTo(height / 2, 10)
    }),
  )
})

test('mean and standard error as they are in books', () => {
  const { mean, error } = meanAndError([2, 4, 4, 4, 5, 5, 7, 9])
  expect(mean).toBe(5)
  expect(error).toBeCloseTo(Math.sqrt(32 / 7) / Math.sqrt(8), 12)
  expect(meanAndError([3])).toEqual({ mean: 3, error: 0 })
})

test('curves of several photos are averaged point by point', () => {
  const one = { deletion: [1, 0.5, 0], insertion: [0, 0.5, 1] }
  const other = { deletion: [0.5, 0.5, 0.5], insertion: [0.2, 0.2, 0.2] }
  expect(summarize([0, 0.5, 1], new Map([['rollout-class', [one, other]]]))).toEqual([
    {
      map: 'rollout-class',
      deletion: [0.75, 0.5, 0.25],
      insertion: [0.1, 0.35, 0.6],
      deletionArea: 0.5,
      deletionError: 0,
      insertionArea: 0.35,
      insertionError: expect.closeTo(0.15, 12) as number,
      gain: null,
      gainError: null,
    },
  ])
})

test('what a map gains on chance is computed photo by photo', () => {
  const level = (deletion: number, insertion: number) => ({
    deletion: [deletion, deletion],
    insertion: [insertion, insertion],
  })
  // One photo is easy and the other hard, and the map is better by 0.2 and 0.3.
  const [map, chance] = summarize(
    [0, 1],
    new Map([
      ['last-layer-class', [level(0.1, 0.9), level(0.3, 0.4)]],
      ['random', [level(0.2, 0.8), level(0.4, 0.2)]],
    ]),
  )
  expect(map!.gain).toBeCloseTo(0.25, 12)
  expect(map!.gainError).toBeCloseTo(0.05, 12)
  expect([chance!.gain, chance!.gainError]).toEqual([null, null])
})
