import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pMap from 'p-map'
import { ensureRoot } from '../../electron/catalog/queries/images.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { startScan } from '../../electron/catalog/queries/scan.ts'
import { scanFolder } from '../../electron/images/scan.ts'

/** Small files that are scanned, statted and put into a new catalog, a second. */
export async function measureIngest(folder: string, count: number): Promise<number> {
  const root = join(folder, 'files')
  const perFolder = 1000
  await pMap(
    Array.from({ length: Math.ceil(count / perFolder) }, (_, index) => index),
    async (index) => {
      const sub = join(root, String(index).padStart(4, '0'))
      await mkdir(sub, { recursive: true })
      for (let file = 0; file < perFolder; file++) await writeFile(join(sub, `${file}.jpg`), '')
    },
    { concurrency: 4 },
  )

  const start = performance.now()
  const catalog = openCatalog(join(folder, 'ingest.glance'))
  try {
    const scan = startScan(catalog, ensureRoot(catalog, root))
    for await (const batch of scanFolder(root)) scan.add(batch.files)
    const { added } = scan.finish({ complete: true, exceptUnder: [] })
    return (added / (performance.now() - start)) * 1000
  } finally {
    catalog.close()
  }
}
