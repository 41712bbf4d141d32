import type Database from 'better-sqlite3'
import { phrase } from '../../../models/errors.ts'
import { damaged } from '../errors.ts'
import { foreign } from './check-schema.ts'

/** JSON, and what its outermost value is; null for any. */
export const jsonColumns: readonly (readonly [table: string, column: string, type: 'array' | 'object' | null])[] = [
  ['setting', 'value', null],
  ['model', 'labels', 'array'],
  ['saved_filter', 'filter', 'object'],
  ['job', 'params', null],
  ['faithfulness', 'result', 'object'],
  ['image', 'error_details', null],
  ['prediction_detail', 'guesses', 'object'],
]

interface Column {
  name: string
  type: string
}

/**
 * Values that no version of Glance writes, and that would mislead it or hold it up: numbers that JavaScript does not
 * keep apart, JSON that is none, paths that lead out of their folder, classes that are their own parents, references to
 * nothing. Reads all of the file's tables: for a file that somebody else may have written.
 *
 * @throws GlanceError `catalog-damaged`
 */
export function checkContents(db: Database.Database, file: string): void {
  checkPages(db, file)
  const tables = db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all()
  const columns = new Map(tables.map((table) => [table, db.pragma(`table_info("${table}")`) as Column[]]))
  for (const [table, those] of columns) checkValues(db, file, { table, columns: those })
  for (const [table, column, type] of jsonColumns)
    if (columns.get(table)?.some(({ name }) => name === column) === true) checkJson(db, file, { table, column, type })
  checkModels(db, file)
  checkPaths(db, file)
  if (columns.get('class')?.some(({ name }) => name === 'parent_id') === true) checkParents(db, file)
  const [orphan] = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  if (orphan !== undefined)
    throw foreign(file, phrase('a row of “{table}” refers to nothing in “{parent}”', { ...orphan }))
}

/** Whether the file's pages are whole. Reads all of it. @throws GlanceError `catalog-damaged` */
export function checkPages(db: Database.Database, file: string): void {
  const [result] = db.pragma('quick_check(1)') as { quick_check: string }[]
  if (result?.quick_check === 'ok') return
  throw damaged(file, 'The project file {file} is damaged or not a Glance project: {reason}.', {
    params: { reason: result?.quick_check ?? '' },
  })
}

function checkValues(
  db: Database.Database,
  file: string,
  { table, columns }: { table: string; columns: readonly Column[] },
): void {
  const wrong = columns
    .filter(({ type }) => type === 'INTEGER')
    .map(({ name }) => `"${name}" NOT BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}`)
  if (wrong.length > 0 && has(db, `SELECT 1 FROM "${table}" WHERE ${wrong.join(' OR ')} LIMIT 1`))
    throw foreign(file, phrase('“{table}” contains a number that is too large', { table }))
}

function checkJson(
  db: Database.Database,
  file: string,
  { table, column, type }: { table: string; column: string; type: string | null },
): void {
  const isWrong = `NOT json_valid("${column}")${type === null ? '' : ` OR json_type("${column}") <> '${type}'`}`
  if (has(db, `SELECT 1 FROM "${table}" WHERE "${column}" IS NOT NULL AND (${isWrong}) LIMIT 1`))
    throw foreign(file, phrase('“{table}.{column}” contains a value that Glance does not write', { table, column }))
}

function checkModels(db: Database.Database, file: string): void {
  if (has(db, `SELECT 1 FROM model, json_each(model.labels) AS label WHERE label.type <> 'text' LIMIT 1`))
    throw foreign(
      file,
      phrase('“{table}.{column}” contains a value that Glance does not write', { table: 'model', column: 'labels' }),
    )
}

function checkPaths(db: Database.Database, file: string): void {
  const slashed = process.platform === 'win32' ? `replace(path, '\\', '/')` : 'path'
  const outside = `path = '' OR instr(path, char(0)) > 0 OR ${slashed} GLOB '/*' OR '/' || ${slashed} || '/' GLOB '*/../*'`
  const found = db.prepare<[], string>(`SELECT path FROM image WHERE ${outside} LIMIT 1`).pluck().get()
  if (found !== undefined) throw foreign(file, phrase('the photo “{path}” is outside its folder', { path: found }))
}

/** A class whose parents lead back to it would hold up whatever walks along them. */
function checkParents(db: Database.Database, file: string): void {
  const parents = new Map(
    db.prepare<[], [number, number]>('SELECT id, parent_id FROM class WHERE parent_id IS NOT NULL').raw().all(),
  )
  const sound = new Set<number>()
  for (const start of parents.keys()) {
    const way = new Set<number>()
    for (let id: number | undefined = start; id !== undefined && !sound.has(id); id = parents.get(id)) {
      if (way.has(id)) throw foreign(file, phrase('the class {id} is a kind of itself', { id }))
      way.add(id)
    }
    for (const id of way) sound.add(id)
  }
}

const has = (db: Database.Database, sql: string): boolean => db.prepare(sql).get() !== undefined
