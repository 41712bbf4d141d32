import type Database from 'better-sqlite3'

/** One step of the schema. Never edited once released: later changes are later migrations. */
export interface Migration {
  version: number
  name: string
  up: (db: Database.Database) => void
}
