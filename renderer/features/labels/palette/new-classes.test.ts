import { expect, test, vi } from 'vitest'

vi.mock('../../../host/host.ts', () => ({ host: { call: vi.fn(), on: () => () => undefined } }))
const { readNames } = await import('./new-classes.ts')

test('names are read one a line, each once', () => {
  expect(readNames('cat\r\n  dog \n\n\tCat\nбык\nБЫК\ne\u0301\n\u00e9')).toEqual(['cat', 'dog', 'бык', '\u00e9'])
  expect(readNames(' \n\r\n')).toEqual([])
})
