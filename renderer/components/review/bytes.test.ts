import { expect, test } from 'vitest'
import { formatBytes } from './bytes.ts'

test('sizes are read in the unit that suits them', () => {
  expect([0, 812, 24_310, 999_499, 999_500, 3_140_000, 99_600_000].map(formatBytes)).toEqual(['0 B', '812 B', '24 kB', '999 kB', '1.0 MB', '3.1 MB', '100 MB'])
})
