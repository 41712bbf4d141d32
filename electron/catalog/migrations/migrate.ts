import type Database from 'better-sqlite3'
import { makeFileAtomicSync } from '../../lib/atomic-file.ts'
import { GlanceError } from '../../../models/errors.ts'
import { damaged } from '../errors.ts'
import { migrations as allMigrations } from './index.ts'
import { copyInto } from '../file-mark.ts'
import type { Migration } from './migration.ts'

/** Written into every catalog ("Glnc"), so that another program's SQLite file is recognised. */
export const applicationId = 0x476c6e63

/** The version a catalog has after all migrations. */
export const newestVersion = Math.max(...allMigrations.map(({ version }) => version))

/** The version of the schema that the file has now. */
export function readVersion(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

/** The error for another program's database. */
export const otherDatabase = (file: string): GlanceError =>
  new GlanceError(
    'wrong-use',
    '{file} is a database of another program, not a Glance project.',
    'Choose another file name.',
    { params: { file } },
  )

/** Refuses what is not a catalog, or one that a newer Glance wrote: this one would misread or spoil it. */
export function checkVersion(db: Database.Database, file: string): void {
  if (db.pragma('application_id', { simple: true }) !== applicationId) throw otherDatabase(file)
  const version = readVersion(db)
  if (allMigrations.some((migration) => migration.version === version)) return
  if (version < newestVersion)
    throw damaged(
      file,
      'The project file {file} is damaged or not a Glance project: no version of Glance wrote its version {version}.',
      { params: { version } },
    )
  throw new GlanceError(
    'catalog-newer',
    'The project file {file} has version {version}; this version of Glance reads up to {newest}.',
    'Update Glance to open it.',
    { params: { file, version, newest: newestVersion } },
  )
}

/**
 * Brings the schema to the newest version. One transaction spans all pending migrations: if one throws, the file is as
 * it was and the older Glance still opens it. A catalog with something in it is first copied to `<file>.v<old>.backup`.
 */
export function migrate(
  db: Database.Database,
  options: { backupOf?: string; migrations?: readonly Migration[] } = {},
): void {
  const pending = (options.migrations ?? allMigrations).filter(({ version }) => version > readVersion(db))
  if (pending.length === 0) return
  if (options.backupOf !== undefined) backUp(db, `${options.backupOf}.v${readVersion(db)}.backup`)
  // SQLite's own advice for rebuilding a table that others refer to; the setting is ignored inside a transaction.
  db.pragma('foreign_keys = OFF')
  try {
    db.transaction(() => {
      for (const { version, up } of pending) {
        // Another process may have been faster between the look above and the lock.
        if (readVersion(db) >= version) continue
        up(db)
        db.pragma(`user_version = ${version}`)
      }
      const [orphan] = db.pragma('foreign_key_check') as { table: string }[]
      if (orphan !== undefined) throw new Error(`a migration left rows of ${orphan.table} that refer to nothing`)
    }).immediate()
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

/** A consistent copy, log included; half a backup never looks like one. */
const backUp = (db: Database.Database, target: string): void =>
  makeFileAtomicSync(target, (temporary) => copyInto(db, temporary))
