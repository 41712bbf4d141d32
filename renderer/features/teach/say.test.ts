import { expect, test } from 'vitest'
import type { Teaching } from '../../../electron/api/page.ts'
import { sayStatus, sayStatusInFull } from './say.ts'

const teaching = (change: Partial<Teaching>): Teaching =>
  ({ state: 'ready', labels: 30, classes: 4, leftOut: null, ...change }) as Teaching

test('the status bar says how many hidden labels were predicted right, and its tooltip what that means', () => {
  const tested = teaching({ leftOut: { rows: 30, right: 27, interval: [0.74, 0.97] } })
  expect(sayStatus(tested, 30)).toBe('Learned from 30 labels, 4 classes: 90 % right when tested on them')
  expect(sayStatusInFull(tested, 30)).toBe(
    'Learned from 30 labels, 4 classes: 90 % right when tested on them. Each label in turn was hidden and predicted from the others: 90 % of these predictions were right',
  )
})

test('the tooltip claims no test where there was none', () => {
  expect(sayStatusInFull(teaching({}), 30)).toBe('Learned from 30 labels, 4 classes')
  expect(sayStatusInFull(teaching({ state: 'few-labels' }), 1)).toBe('Learning starts when 2 classes have labels')
  expect(sayStatusInFull(teaching({ state: 'few-labels' }), 0)).toBeNull()
})
