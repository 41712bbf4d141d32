import type { ClassInfo } from '../contract/classes.ts'
import type { Catalog, ReadableCatalog } from './connection.ts'

/** The id of a class, made if it is new, behind all others. */
export function ensureClass(catalog: Catalog, name: string): number {
  return findClass(catalog, name) ?? insertClass(catalog, { name, colour: null, key: null, description: '', parentId: null })
}

/** The id of a class, or null. */
export const findClass = (catalog: ReadableCatalog, name: string): number | null =>
  catalog.get<{ id: number }>('SELECT id FROM class WHERE name = ?', name)?.id ?? null

/** Makes a class, behind all others, and gives its id. */
export function insertClass(catalog: Catalog, { name, colour, key, description, parentId }: Omit<ClassInfo, 'id'>): number {
  return Number(catalog.run(
    `INSERT INTO class (name, created_at, position, colour, key, description, parent_id)
     VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM class), ?, ?, ?, ?)`,
    name, Date.now(), colour, key, description, parentId,
  ).lastInsertRowid)
}

/** All classes in their order. */
export function listClasses(catalog: ReadableCatalog): ClassInfo[] {
  return catalog.all<ClassInfo>('SELECT id, name, colour, key, description, parent_id AS parentId FROM class ORDER BY position, id')
}
