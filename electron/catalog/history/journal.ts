import type Database from 'better-sqlite3'
import type { Catalog, ReadableCatalog, SqlValue } from '../connection.ts'
import { damaged } from '../errors.ts'

/**
 * The tables that hold what people decided. Their triggers write the journal, so that no code can change them inside an
 * edit without its being undone, and no caller has to say what was changed.
 */
export const journaled = [
  'class',
  'label',
  'vote',
  'conflict',
  'rejection',
  'model_rejection',
  'mark',
  'class_map',
  'setting',
] as const
type Journaled = (typeof journaled)[number]

/** Settings that are a person's decision about the project; the others are the program's own memory. */
const journaledSettings = ['multiLabel', 'labelSet']

interface Column {
  name: string
  pk: number
}

/**
 * Prepares a connection for writing: temporary triggers, made from the tables as they are, so that a later column is
 * journaled without a change here. They are inactive until `recordEdit` sets the edit under way.
 */
export function installJournal(db: Database.Database): void {
  db.pragma('temp_store = MEMORY')
  db.exec('CREATE TEMP TABLE recording (edit_id INTEGER NOT NULL)')
  for (const table of journaled) {
    const columns = readColumns(db, table).map(({ name }) => name)
    const pack = (row: 'OLD' | 'NEW'): string => `json_array(${columns.map((name) => `${row}."${name}"`).join(', ')})`
    const image = (row: 'OLD' | 'NEW'): string => (columns.includes('image_id') ? `${row}.image_id` : 'NULL')
    const only = (row: 'OLD' | 'NEW'): string =>
      table === 'setting' ? ` AND ${row}.key IN (${journaledSettings.map((key) => `'${key}'`).join(', ')})` : ''
    const write = (when: string, row: 'OLD' | 'NEW', before: string, after: string): string => `
      CREATE TEMP TRIGGER journal_${table}_${when.toLowerCase()} AFTER ${when} ON main."${table}"
      WHEN EXISTS (SELECT 1 FROM recording)${only(row)} AND ${before} IS NOT ${after} BEGIN
        INSERT INTO journal (edit_id, tbl, image_id, before, after) VALUES ((SELECT edit_id FROM recording), '${table}', ${image(row)}, ${before}, ${after});
      END;`
    db.exec(
      write('INSERT', 'NEW', 'NULL', pack('NEW')) +
        write('UPDATE', 'NEW', pack('OLD'), pack('NEW')) +
        write('DELETE', 'OLD', pack('OLD'), 'NULL'),
    )
  }
}

const readColumns = (db: Database.Database, table: Journaled): Column[] =>
  db.pragma(`table_info("${table}")`) as Column[]

/**
 * Runs `work` as this edit: every row that it changes in a journaled table goes into the journal. Inside a transaction.
 */
export function recordEdit(catalog: Catalog, editId: number, work: () => void): void {
  catalog.run('INSERT INTO recording (edit_id) VALUES (?)', editId)
  try {
    work()
  } finally {
    catalog.run('DELETE FROM recording')
  }
}

/** The journal's rows of an edit. */
interface Entry {
  tbl: Journaled
  before: string | null
  after: string | null
}

/**
 * Puts every row that an edit changed back to what it was before. Last change first:
 * so every step finds the state that it left.
 */
export function rewind(catalog: Catalog, editId: number): void {
  for (const { tbl, before, after } of readEntries(catalog, editId, 'DESC')) replaceRow(catalog, tbl, after, before)
}

/** Repeats every change of an edit in its order. */
export function replay(catalog: Catalog, editId: number): void {
  for (const { tbl, before, after } of readEntries(catalog, editId, 'ASC')) replaceRow(catalog, tbl, before, after)
}

const readEntries = (catalog: ReadableCatalog, editId: number, order: 'ASC' | 'DESC'): Entry[] =>
  catalog.all<Entry>(`SELECT tbl, before, after FROM journal WHERE edit_id = ? ORDER BY id ${order}`, editId)

/** The statements that put a row of so many columns, and that remove one. */
interface Shape {
  columns: Column[]
  keys: number[]
  remove: string
  puts: Map<number, string>
}
const shapes = new WeakMap<Database.Database, Map<Journaled, Shape>>()

const list = (columns: readonly Column[]): string => columns.map(({ name }) => `"${name}"`).join(', ')

function shapeOf({ db }: Catalog, table: Journaled): Shape {
  const known = shapes.get(db) ?? new Map<Journaled, Shape>()
  shapes.set(db, known)
  const found = known.get(table)
  if (found !== undefined) return found
  const columns = readColumns(db, table)
  const keys = columns.flatMap(({ pk }, index) => (pk > 0 ? [index] : []))
  const remove = `DELETE FROM "${table}" WHERE ${keys.map((index) => `"${columns[index]!.name}" = ?`).join(' AND ')}`
  const shape = { columns, keys, remove, puts: new Map<number, string>() }
  known.set(table, shape)
  return shape
}

/** A row from before a column was added has fewer values: the columns behind keep their defaults. */
function putOf({ columns, keys, puts }: Shape, table: Journaled, width: number): string {
  const found = puts.get(width)
  if (found !== undefined) return found
  const known = columns.slice(0, width)
  const rest = known.filter(({ pk }) => pk === 0)
  // Not REPLACE, which would delete the row first, and whatever refers to it would object.
  const otherwise =
    rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ')}`
  const put = `INSERT INTO "${table}" (${list(known)}) VALUES (${known.map(() => '?').join(', ')}) ON CONFLICT (${list(keys.map((index) => columns[index]!))}) DO ${otherwise}`
  puts.set(width, put)
  return put
}

/** Null where it is no row: a file may come from anybody. */
function readRow(json: string): SqlValue[] | null {
  try {
    const row: unknown = JSON.parse(json)
    const isRow =
      Array.isArray(row) &&
      row.length > 0 &&
      row.every((value) => value === null || typeof value === 'string' || Number.isFinite(value))
    return isRow ? (row as SqlValue[]) : null
  } catch {
    return null
  }
}

function replaceRow(catalog: Catalog, table: Journaled, from: string | null, to: string | null): void {
  const row = readRow((to ?? from)!)
  if (row === null || !journaled.includes(table))
    throw damaged(catalog.file, 'The history of {file} contains a change of “{table}” that Glance did not write.', {
      params: { table },
    })
  const shape = shapeOf(catalog, table)
  if (to === null) catalog.run(shape.remove, ...shape.keys.map((index) => row[index]!))
  else catalog.run(putOf(shape, table, row.length), ...row)
}
