import Database from 'better-sqlite3'
import { phrase, type ErrorDetails, GlanceError } from '../../../models/errors.ts'
import { migrations } from '../migrations/index.ts'
import { migrate, readVersion } from '../migrations/migrate.ts'

interface SchemaRow {
  type: string
  name: string
  sql: string
}

/** What Glance makes for each version, once it was asked for. */
const expected = new Map<number, ReadonlyMap<string, SchemaRow>>()

/**
 * A project file can come from anybody. A trigger or a view that Glance did not make would run as a part of its own
 * statements: it could drop labels while they are acknowledged.
 *
 * @throws GlanceError `catalog-damaged` where the schema is not that of the file's version
 */
export function checkSchema(db: Database.Database, file: string): void {
  const version = readVersion(db)
  const ours = expectSchema(version)
  const theirs = readSchema(db)
  for (const [key, { type, name, sql }] of theirs) {
    const own = ours.get(key)
    if (own === undefined)
      throw foreign(file, phrase('it contains the {type} “{name}”, which Glance did not make', { type, name }))
    if (own.sql !== sql) throw foreign(file, phrase('its {type} “{name}” is not as Glance makes it', { type, name }))
  }
  for (const [key, { type, name }] of ours)
    if (!theirs.has(key)) throw foreign(file, phrase('its {type} “{name}” is missing', { type, name }))
}

/** The error for a file that holds what Glance never writes. */
export const foreign = (file: string, reason: ErrorDetails): GlanceError =>
  new GlanceError(
    'catalog-damaged',
    'The project file {file} was not opened: {reason}.',
    'Another program changed it, or it is damaged. Ask for a fresh copy, or for the labels as CSV.',
    { params: { file, reason } },
  )

function expectSchema(version: number): ReadonlyMap<string, SchemaRow> {
  const known = expected.get(version)
  if (known !== undefined) return known
  const db = new Database(':memory:')
  try {
    migrate(db, { migrations: migrations.filter((one) => one.version <= version) })
    const schema = readSchema(db)
    expected.set(version, schema)
    return schema
  } finally {
    db.close()
  }
}

/** All but what SQLite makes itself; white space and comments of older texts do not count. */
function readSchema(db: Database.Database): ReadonlyMap<string, SchemaRow> {
  const rows = db
    .prepare<[], SchemaRow>(`SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema`)
    .all()
    .filter(({ name, type }) => !(type !== 'trigger' && type !== 'view' && /^sqlite_/.test(name)))
  return new Map(
    rows.map((row) => [
      `${row.type} ${row.name}`,
      { ...row, sql: row.sql.replaceAll(/--[^\n]*/g, '').replaceAll(/\s+/g, ' ') },
    ]),
  )
}
