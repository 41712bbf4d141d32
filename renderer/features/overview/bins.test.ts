import { expect, test } from 'vitest'
import { binAt, spanBins, stackBins } from './bins.ts'

test('bars are stacked and span confidences', () => {
  const bins = stackBins({ right: [0, 1, 5, 9], wrong: [3, 2, 1, 0], open: [4, 4, 0, 1] })
  expect(bins.map(({ total }) => total)).toEqual([7, 7, 6, 10])
  expect(bins[0]).toMatchObject({ from: 0, to: 0.25 })
  expect(spanBins(bins, 1, 1)).toEqual([0.25, 0.5])
  expect(spanBins(bins, 3, 1)).toEqual([0.25, 1])
})

test('every place is in a bar', () => {
  expect([-1, 0, 0.049, 0.05, 0.999, 1, 7].map((place) => binAt(place, 20))).toEqual([0, 0, 0, 1, 19, 19, 19])
})
