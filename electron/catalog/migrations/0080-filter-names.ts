import type { Migration } from './migration.ts'

/** What the parts of a filter were called, and are now. */
const renamed = { guesses: 'predictions', opinion: 'modelsAgree' } as const

/** Filters are kept as JSON: their parts got the names of the field. */
export const filterNamesMigration: Migration = {
  version: 80,
  name: 'filter names',
  up: (db) => {
    db.function('glance_rename_filter', { deterministic: true }, renameParts)
    db.exec(`
      UPDATE saved_filter SET filter = glance_rename_filter(filter) WHERE json_valid(filter);
      UPDATE faithfulness SET result = json_set(result, '$.filter', json(glance_rename_filter(json_extract(result, '$.filter'))))
        WHERE json_valid(result) AND json_type(result, '$.filter') = 'object';
    `)
  },
}

function renameParts(json: unknown): string {
  const filter: unknown = JSON.parse(String(json))
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return String(json)
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(filter).map(([name, value]) => [(renamed as Record<string, string>)[name] ?? name, value]),
    ),
  )
}
