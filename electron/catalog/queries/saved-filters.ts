import type { Catalog, ReadableCatalog } from '../connection.ts'

/** Filters that a person kept, by name, as JSON. */
export const readSavedFilters = (catalog: ReadableCatalog): { name: string; filter: string }[] =>
  catalog.all('SELECT name, filter FROM saved_filter ORDER BY name')

/** Keeps a filter as JSON; one of this name is replaced. */
export function saveFilter(catalog: Catalog, name: string, filter: string): void {
  catalog.transaction(() =>
    catalog.run(
      'INSERT INTO saved_filter (name, filter) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET filter = excluded.filter',
      name,
      filter,
    ),
  )
}

/** Deletes a filter; nothing happens where there is none of this name. */
export function deleteSavedFilter(catalog: Catalog, name: string): void {
  catalog.transaction(() => catalog.run('DELETE FROM saved_filter WHERE name = ?', name))
}
