import { chmodSync, copyFileSync, constants, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GlanceError } from '../../../models/errors.ts'
import { wrapDatabase } from '../connection.ts'
import type { ReadableCatalog } from '../connection.ts'
import { translateSqliteError } from '../errors.ts'
import { checkContents } from './check-contents.ts'
import { checkSchema } from './check-schema.ts'
import { checkHeader } from './header.ts'
import { isLeftLogSound } from './left-log.ts'
import { isHeldHere } from './lock.ts'
import { pause } from './pause.ts'
import { describeState, type FileMemory, type Opening } from './file-memory.ts'
import { checkVersion, migrate, newestVersion, readVersion } from '../migrations/migrate.ts'

/** Opens a catalog for reading, also one on a read-only medium or of an older version, and never changes it. */
export function openReadable(file: string, opening: Opening): ReadableCatalog {
  // Where this process writes to it, it was checked;
  // and opening the file again beside SQLite would drop SQLite's own locks on it.
  if (isHeldHere(file)) return openInPlace(file, { ...opening, isChecked: true }) ?? openCopy(file, opening)
  checkHeader(file)
  // A log of another file is not read: only a writer may set it aside.
  if (!isLogOfFile(file)) return openCopy(file, { ...opening, hasLog: false })
  return openInPlace(file, opening) ?? openCopy(file, opening)
}

/** Refuses what Glance did not write. */
function checkStrange(db: Database.Database, file: string, memory: FileMemory | undefined): void {
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  checkSchema(db, file)
  if (memory?.isKnown(file, describeState(file)) !== true) checkContents(db, file)
}

/** Looks more than once: another process may write to both at this moment. */
function isLogOfFile(file: string): boolean {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (isLeftLogSound(realpathSync(file))) return true
    pause(20)
  }
  return false
}

/** null where the file cannot be read in place: no room or no right beside it, or its schema is not today's. */
function openInPlace(
  file: string,
  { busyTimeout, memory, isChecked = false }: Opening & { isChecked?: boolean },
): ReadableCatalog | null {
  const db = new Database(file, { readonly: true, timeout: busyTimeout })
  try {
    checkVersion(db, file)
    if (readVersion(db) === newestVersion) {
      if (!isChecked) checkStrange(db, file, memory)
      return wrapDatabase(file, db)
    }
  } catch (error) {
    // A file in WAL mode needs its log and shared memory beside it;
    // a read-only folder or a full disk has no place for them.
    const translated = translateSqliteError(error, file)
    if (!(translated instanceof GlanceError) || !['catalog-read-only', 'disk-full'].includes(translated.code)) {
      db.close()
      throw translated
    }
  }
  db.close()
  return null
}

/**
 * Reads a private copy, brought to today's schema and deleted at close.
 * A read-only folder has no writer to race.
 */
function openCopy(file: string, { memory, hasLog = true }: Opening & { hasLog?: boolean }): ReadableCatalog {
  const folder = mkdtempSync(join(tmpdir(), 'glance-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'catalog')
    const real = realpathSync(file)
    for (const suffix of hasLog ? ['', '-wal', '-journal'] : ['']) {
      if (!existsSync(real + suffix)) continue
      copyFileSync(real + suffix, copy + suffix, constants.COPYFILE_FICLONE)
      chmodSync(copy + suffix, 0o600)
    }
    const db = new Database(copy)
    checkVersion(db, file)
    checkStrange(db, file, memory)
    migrate(db)
    db.pragma('query_only = ON')
    return wrapDatabase(file, db, { onClose: remove })
  } catch (error) {
    remove()
    throw translateSqliteError(error, file)
  }
}
