import type { Migration } from './migration.ts'

/** The parts of a filter that name classes. */
const parts = ['classes', 'labels', 'predictions', 'seconds'] as const

/**
 * Kept filters named classes; from now on they have their ids, so that a renamed class is still found. A name that no
 * class of the project has stays: it is a model's class, which has no id, or finds nothing, as before, and the page
 * shows it.
 */
export const filterClassesMigration: Migration = {
  version: 90,
  name: 'filter classes',
  up: (db) => {
    const ids = new Map(db.prepare<[], [string, number]>('SELECT name, id FROM class').raw().all())
    db.function('glance_class_ids', { deterministic: true }, (json: unknown) => replaceNames(String(json), ids))
    db.exec(`
      UPDATE saved_filter SET filter = glance_class_ids(filter) WHERE json_valid(filter);
      UPDATE faithfulness SET result = json_set(result, '$.filter', json(glance_class_ids(json_extract(result, '$.filter'))))
        WHERE json_valid(result) AND json_type(result, '$.filter') = 'object';
    `)
  },
}

function replaceNames(json: string, ids: ReadonlyMap<string, number>): string {
  const filter: unknown = JSON.parse(json)
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return json
  const replaced = parts.flatMap((part) => {
    const names: unknown = (filter as Record<string, unknown>)[part]
    return Array.isArray(names) ? [[part, names.map((name: unknown) => ids.get(name as string) ?? name)] as const] : []
  })
  return JSON.stringify({ ...filter, ...Object.fromEntries(replaced) })
}
