import { expect, test } from 'vitest'
import { ensureRoot, listProblems, recordFailure } from './images.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { recordScan, recordScanProblems } from './scan.ts'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'

test('what the last scan could not reach is kept beside the images that failed', () => {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const other = ensureRoot(catalog, '/others')
  const files = makeFiles(1)
  recordScan(catalog, rootId, files)
  recordFailure(catalog, 1, { code: 'damaged-image', message: 'cut' })
  const locked = {
    path: 'zz-locked',
    code: 'unreadable',
    message: 'zz-locked cannot be read.',
    details: { message: '{name} cannot be read.', hint: '', params: { name: 'zz-locked' } },
  }
  recordScanProblems(catalog, rootId, [locked, { ...locked, path: 'zz-gone' }])
  recordScanProblems(catalog, other, [locked])
  recordScanProblems(catalog, rootId, [locked])
  catalog.close()

  const again = openCatalog(catalog.file, { readOnly: true })
  expect(listProblems(again, rootId)).toEqual([{ path: files[0]!.path, code: 'damaged-image', message: 'cut' }, locked])
  expect(listProblems(again, other)).toEqual([locked])
  again.close()
})
