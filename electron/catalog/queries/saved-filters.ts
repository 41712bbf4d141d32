import type { SavedFilter } from '../../library/overview-calls.ts'
import { type Filter, filterSchema } from '../../project/calls.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'

/** Filters that a person kept, by name. One that this version cannot read is left out, and stays where it is. */
export function listSavedFilters(catalog: ReadableCatalog): SavedFilter[] {
  return catalog
    .all<{ name: string; filter: string }>('SELECT name, filter FROM saved_filter ORDER BY name')
    .flatMap(({ name, filter }) => {
      const parsed = parseFilter(filter)
      return parsed === null ? [] : [{ name, filter: parsed }]
    })
}

function parseFilter(json: string): Filter | null {
  try {
    const { success, data } = filterSchema.safeParse(JSON.parse(json))
    return success ? data : null
  } catch {
    return null
  }
}

/** Keeps a filter; one of this name is replaced. */
export function saveFilter(catalog: Catalog, { name, filter }: SavedFilter): void {
  catalog.transaction(() =>
    catalog.run(
      'INSERT INTO saved_filter (name, filter) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET filter = excluded.filter',
      name,
      JSON.stringify(filter),
    ),
  )
}

/** Forgets a filter; nothing happens where there is none of this name. */
export function deleteSavedFilter(catalog: Catalog, name: string): void {
  catalog.transaction(() => catalog.run('DELETE FROM saved_filter WHERE name = ?', name))
}
