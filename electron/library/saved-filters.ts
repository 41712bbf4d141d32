import type { ReadableCatalog } from '../catalog/connection.ts'
import { type Filter, filterSchema } from './filters/index.ts'
import { readSavedFilters } from '../catalog/queries/saved-filters.ts'
import type { SavedFilter } from './calls.ts'

/** Filters that a person kept, by name. One that this version cannot read is left out, and stays where it is. */
export function listSavedFilters(catalog: ReadableCatalog): SavedFilter[] {
  return readSavedFilters(catalog).flatMap(({ name, filter }) => {
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
