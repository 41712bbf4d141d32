import { expect, test } from 'vitest'
import { filterSchema } from '../../../../electron/library/filters/index.ts'
import type { FilterCounts } from '../../../../electron/api/page.ts'
import { listChoices, listSection } from './choices.ts'
import { filterEntries, filterSections } from './filters.ts'

const counts = {
  status: { labeled: 3, 'pre-labeled': 2, 'needs review': 1, failed: 0, new: 4 },
  authors: [{ name: 'Ada', count: 5 }],
  flagged: 7,
} as FilterCounts

test('every filter has an entry, and every section that is named is in the panel', () => {
  expect(Object.keys(filterEntries).sort()).toEqual(Object.keys(filterSchema.shape).sort())
  const sections = new Set(filterSections.map(({ id }) => id))
  for (const { section } of Object.values(filterEntries)) if (section !== undefined) expect(sections).toContain(section)
  const files = Object.keys(import.meta.glob('./*.svelte'))
  for (const section of filterSections) {
    const control = 'control' in section ? section.control : section.below
    if (control !== undefined) expect(files).toContain(`./${control}.svelte`)
  }
  expect(listSection(filterEntries, 'match')).toEqual(['mismatch'])
})

test('of several values any number are ticked; the last one that goes takes the filter with it', () => {
  const choose = (status: string, filter = {}) =>
    listChoices(filterEntries, 'status', filter, counts).find(({ name }) => name === status)!
  expect(choose('labeled')).toMatchObject({ count: 3, isOn: false, change: { status: ['labeled'] } })
  expect(choose('failed', { status: ['labeled'] }).change).toEqual({ status: ['labeled', 'failed'] })
  expect(choose('labeled', { status: ['labeled'] })).toMatchObject({ isOn: true, change: { status: undefined } })
})

test('of two values one is ticked, or none', () => {
  const [agree, disagree] = listChoices(filterEntries, 'heads', { agreement: true }, null)
  expect(agree).toMatchObject({ isOn: true, count: undefined, change: { agreement: undefined } })
  expect(disagree).toMatchObject({ isOn: false, change: { agreement: false } })
  expect(listChoices(filterEntries, 'marks', { flagged: false }, counts)[0]).toMatchObject({
    isOn: false,
    count: 7,
    change: { flagged: true },
  })
})

test('a chosen person stays in the list though no photo passes', () => {
  expect(
    listChoices(filterEntries, 'authors', { authors: ['Bob'] }, counts).map(({ name, count, isOn }) => [
      name,
      count,
      isOn,
    ]),
  ).toEqual([
    ['Bob', 0, true],
    ['Ada', 5, false],
  ])
})
