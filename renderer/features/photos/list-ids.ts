import type { Cursor, Filter, ImagePage, Sort } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'

/** The ids of all photos that pass, in order. @throws CallError */
export async function listIds(filter: Filter, sort: Sort = { by: 'name', descending: false }): Promise<number[]> {
  const all: number[] = []
  let after: Cursor | null = null
  do {
    const page: ImagePage = await host.call('listImages', { filter, sort, after, limit: 50_000 })
    for (const id of page.ids) all.push(id)
    after = page.next
  } while (after !== null)
  return all
}
