import type { Catalog, ReadableCatalog } from './connection.ts'

/** A class that a person made or used. */
export interface ClassRow {
  id: number
  name: string
}

/** The id of a class, made if it is new. */
export function ensureClass(catalog: Catalog, name: string): number {
  const known = catalog.get<{ id: number }>('SELECT id FROM class WHERE name = ?', name)
  return known?.id ?? Number(catalog.run('INSERT INTO class (name, created_at) VALUES (?, ?)', name, Date.now()).lastInsertRowid)
}

/** All classes in the order they were made. */
export function listClasses(catalog: ReadableCatalog): ClassRow[] {
  return catalog.all<ClassRow>('SELECT id, name FROM class ORDER BY id')
}
