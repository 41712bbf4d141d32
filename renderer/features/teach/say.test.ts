import { expect, test } from 'vitest'
import type { Teaching } from '../../../electron/api/page.ts'
import { sayEstimate, sayProgress, sayStatus, sayStatusInFull } from './say.ts'

const teaching = (change: Partial<Teaching>): Teaching =>
  ({ state: 'ready', labels: 30, classes: 4, leftOut: null, ...change }) as Teaching

test('the status bar says how many hidden labels were predicted right, and its tooltip what that means', () => {
  const tested = teaching({ leftOut: { rows: 30, right: 27, interval: [0.74, 0.97] } })
  expect(sayStatus(tested, 30)).toBe('Learned from 30 labels, 4 classes: 90 % (27 of 30) right when tested on them')
  expect(sayStatusInFull(tested, 30)).toBe(
    'Learned from 30 labels, 4 classes: 90 % (27 of 30) right when tested on them. Each label in turn was hidden and predicted from the others. Right: 90 % (27 of 30)',
  )
})

test('the tooltip claims no test where there was none', () => {
  expect(sayStatusInFull(teaching({}), 30)).toBe('Learned from 30 labels, 4 classes')
  expect(sayStatusInFull(teaching({ state: 'few-labels' }), 1)).toBe('Learning starts when 2 classes have labels')
  expect(sayStatusInFull(teaching({ state: 'few-labels' }), 0)).toBeNull()
})

test('few labels that all were predicted right are counted, not called all', () => {
  const tested = teaching({ leftOut: { rows: 6, right: 6, interval: [0.61, 1] } })
  expect(sayStatus(tested, 6)).toContain('all 6 of 6 right')
})

test('an estimate is never all, says of how many photos, and what it rests on', () => {
  const estimated = teaching({ estimate: 0.99999, margin: 0.004, target: 0.99, answered: 80, photos: 150 })
  expect(sayProgress(estimated)).toBe('About 99.9 % of 150 photos right (±1 points); goal 99 %')
  expect(sayEstimate(estimated)).toMatch(
    /^An estimate, no proof: about 99.9 % of 150 photos.* off by 1 points\..* 80 answers/,
  )
  // Every photo has a label.
  expect(sayProgress({ ...estimated, estimate: 1, margin: 0 })).toBe('Goal 99 %')
  expect(sayEstimate({ ...estimated, estimate: 1, margin: 0 })).toContain('only an audit tells')
  expect(sayEstimate({ ...estimated, estimate: null, answered: 3 })).toMatch(/^Not required.*80 answers.*So far: 3/)
})
