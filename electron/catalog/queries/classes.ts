import type { Catalog, ReadableCatalog } from '../connection.ts'
import { getSetting } from './settings.ts'

/** One class of the project's label set. */
export interface ClassInfo {
  id: number
  name: string
  /** Its name when it was created: a model's class of this name is this class. null where it is unknown. */
  originalName: string | null
  /** `#rrggbb`; null takes the colour of its place. */
  colour: string | null
  /**
   * The key that gives it: a letter or a digit, as KeyboardEvent's `key` in lower case, or `shift+` and a digit. It is
   * given when the class is made and stays; null where none was free, or a person took it away.
   */
  key: string | null
  description: string
  /** The class that it is a kind of. */
  parentId: number | null
}

const select =
  'SELECT id, name, original_name AS originalName, colour, key, description, parent_id AS parentId FROM class'

/** The id of a class, or null. */
export const findClass = (catalog: ReadableCatalog, name: string): number | null =>
  catalog.get<{ id: number }>('SELECT id FROM class WHERE name = ?', name)?.id ?? null

/** The id of the class that has this name or, where none has it, of the newest that had it originally; or null. */
export const findModelClass = (catalog: ReadableCatalog, name: string): number | null =>
  catalog.get<{ id: number }>(
    'SELECT id FROM class WHERE ? IN (name, original_name) ORDER BY name = ? DESC, id DESC LIMIT 1',
    name,
    name,
  )?.id ?? null

/** The class, or null. */
export const getClassById = (catalog: ReadableCatalog, id: number): ClassInfo | null =>
  catalog.get<ClassInfo>(`${select} WHERE id = ?`, id) ?? null

/** Makes a class, behind all others, and gives its id. */
export function insertClass(
  catalog: Catalog,
  { name, colour, key, description, parentId }: Omit<ClassInfo, 'id' | 'originalName'>,
): number {
  return Number(
    catalog.run(
      `INSERT INTO class (name, original_name, created_at, position, colour, key, description, parent_id)
     VALUES (?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM class), ?, ?, ?, ?)`,
      name,
      name,
      Date.now(),
      colour,
      key,
      description,
      parentId,
    ).lastInsertRowid,
  )
}

/** All classes in their order. */
export function listClasses(catalog: ReadableCatalog): ClassInfo[] {
  return catalog.all<ClassInfo>(`${select} ORDER BY position, id`)
}

/** What of a class can be changed; what is not given stays. */
export type ClassChange = Partial<Omit<ClassInfo, 'id' | 'originalName'>>

const columns = {
  name: 'name',
  colour: 'colour',
  key: 'key',
  description: 'description',
  parentId: 'parent_id',
} as const

/** Changes a class. */
export function updateClass(catalog: Catalog, id: number, change: ClassChange): void {
  for (const [field, column] of Object.entries(columns) as [keyof ClassChange, string][]) {
    const value = change[field]
    if (value !== undefined) catalog.run(`UPDATE class SET ${column} = ? WHERE id = ?`, value, id)
  }
}

/** Whether the project has no class. */
export const hasNoClass = (catalog: ReadableCatalog): boolean =>
  catalog.get('SELECT 1 FROM class LIMIT 1') === undefined

/** Whether the label set is all there is: nothing else is predicted. One without any class hides nothing. */
export const isClosed = (catalog: ReadableCatalog): boolean =>
  getSetting(catalog, 'labelSet') === 'closed' && !hasNoClass(catalog)

/** The first of these keys that no class has; null where each has its class. */
export const findFreeKey = (catalog: ReadableCatalog, keys: readonly string[]): string | null =>
  catalog.get<{ key: string }>(
    `SELECT e.value AS key FROM json_each(?) e WHERE NOT EXISTS (SELECT 1 FROM class WHERE class.key = e.value) ORDER BY e.key LIMIT 1`,
    JSON.stringify(keys),
  )?.key ?? null

/** The class that has a key, or null. */
export const findKeyOwner = (catalog: ReadableCatalog, key: string): ClassInfo | null =>
  catalog.get<ClassInfo>(`${select} WHERE key = ? ORDER BY id LIMIT 1`, key) ?? null

/** The names of the classes that edits made and that are there now, in their order. */
export const listMade = (catalog: ReadableCatalog, editIds: readonly number[]): string[] =>
  catalog
    .all<{ name: string }>(
      `SELECT name FROM class WHERE id IN (SELECT after ->> 0 FROM journal
         WHERE edit_id IN (SELECT value FROM json_each(?)) AND tbl = 'class' AND before IS NULL AND after IS NOT NULL)
       ORDER BY position, id`,
      JSON.stringify(editIds),
    )
    .map(({ name }) => name)

/** What a class that was deleted was called last, by the history; null where it is unknown. */
export const findDeletedName = (catalog: ReadableCatalog, id: number): string | null =>
  catalog.get<{ name: string }>(
    `SELECT before ->> 1 AS name FROM journal WHERE tbl = 'class' AND after IS NULL AND before ->> 0 = ? ORDER BY id DESC LIMIT 1`,
    id,
  )?.name ?? null

/** Takes a key away from every class but one. */
export function releaseKey(catalog: Catalog, key: string, keeper: number): void {
  catalog.run('UPDATE class SET key = NULL WHERE key = ? AND id <> ?', key, keeper)
}

/** Gives the classes their places, first to last. */
export function placeClasses(catalog: Catalog, ids: readonly number[]): void {
  catalog.run(
    'UPDATE class SET position = e.key + 1 FROM json_each(?) e WHERE e.value = class.id AND position <> e.key + 1',
    JSON.stringify(ids),
  )
}

/** Gives the children of these classes another parent; `except` is left where it is. */
export function moveChildren(
  catalog: Catalog,
  ids: readonly number[],
  parentId: number | null,
  except: number | null,
): void {
  catalog.run(
    'UPDATE class SET parent_id = ? WHERE parent_id IN (SELECT value FROM json_each(?)) AND id IS NOT ?',
    parentId,
    JSON.stringify(ids),
    except,
  )
}

/** Deletes classes that nothing refers to any more. @throws SQLite's FOREIGN KEY error where something does */
export function deleteClasses(catalog: Catalog, ids: readonly number[]): void {
  catalog.run('DELETE FROM class WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
}
