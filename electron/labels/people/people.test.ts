import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { listAnnotators } from '../../catalog/queries/people.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'
import { cohenKappa } from '../../lib/cohen-kappa.ts'
import { setLabelMode } from '../classes/classes.ts'
import { undo } from '../../catalog/history/edit.ts'
import { setLabels } from '../edits/edits.ts'
import cases from './fixtures/kappas.json' with { type: 'json' }
import { compareAnnotators } from './people.ts'

test.each(cases.map(({ cells, kappa }, index) => ({ index, cells: cells as [string, string, number][], kappa })))(
  'kappa as scikit-learn has it, table $index',
  ({ cells, kappa }) => {
    const found = cohenKappa(cells.map(([one, other, images]) => ({ one, other, images })))
    if (kappa === null) expect(found).toBeNull()
    else expect(found).toBeCloseTo(kappa, 12)
  },
)

test('kappa is the same from both sides, and 1 only where all is the same', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const cell = fc.record({ one: name, other: name, images: fc.integer({ min: 1, max: 50 }) })
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 9 }), (cells) => {
      const kappa = cohenKappa(cells)
      expect(cohenKappa(cells.map(({ one, other, images }) => ({ one: other, other: one, images })))).toEqual(kappa)
      if (kappa === null) return
      expect(kappa).toBeGreaterThanOrEqual(-1)
      expect(kappa === 1).toBe(cells.every(({ one, other }) => one === other))
    }),
  )
})

test('annotators and how they agree, of what they said last', () => {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(5))
  const say = (author: string, className: string | null, ...imageIds: number[]) =>
    setLabels(catalog, { imageIds, to: className === null ? null : { newName: className }, author, how: 'add' })
  expect(listAnnotators(catalog)).toEqual([])
  say('Ann', 'cat', 1, 2, 3, 4)
  say('Bob', 'dog', 1)
  say('Bob', 'cat', 2, 3)
  say('Bob', 'dog', 3)
  expect(listAnnotators(catalog)).toEqual([
    { name: 'Ann', images: 4, edits: 1 },
    { name: 'Bob', images: 3, edits: 3 },
  ])
  say('Cem', 'cat', 5)
  undo(catalog)
  expect(listAnnotators(catalog)).toHaveLength(2)
  expect(compareAnnotators(catalog, 'Ann', 'Bob')).toEqual({
    images: 3,
    agreed: 1,
    kappa: 0,
    cells: [
      { one: 'cat', other: 'dog', images: 2 },
      { one: 'cat', other: 'cat', images: 1 },
    ],
  })
  expect(compareAnnotators(catalog, 'Ann', 'nobody')).toEqual({ images: 0, agreed: 0, kappa: null, cells: [] })

  setLabelMode(catalog, true, 'Cem')
  say('Bob', 'cat', 1)
  expect(listAnnotators(catalog)[2]).toEqual({ name: 'Cem', images: 0, edits: 1 })
  expect(compareAnnotators(catalog, 'Ann', 'Bob')).toMatchObject({
    images: 3,
    agreed: 1,
    cells: ['cat|dog', 'cat', 'dog'].map((other) => ({ one: 'cat', other, images: 1 })),
  })
})
