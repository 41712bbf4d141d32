import type { FoundFile, ImageState, Problem } from '../rows.ts'
import type { Catalog } from '../connection.ts'
import { packDetails } from '../error-details.ts'

/** What a scan changed. */
export interface ScanSummary {
  /** Files never seen before. */
  added: number
  /** Files with another size or time than last time: to be read again. */
  changed: number
  /** Files as they were, those that came back unchanged included. */
  unchanged: number
  /** Images that were there before this scan and are not any more. */
  missing: number
}

/** A scan in progress: files go in as they are found, so that no list of the whole folder is ever held. */
export interface Scan {
  /** One transaction; some thousands of files a call are quickest. A file that was added before counts once. */
  add: (files: Iterable<FoundFile>) => void
  /**
   * Marks what was not seen as missing: nothing at all unless `complete`, and nothing below the folders in
   * `exceptUnder` (relative, `/`-separated; '' is the root itself), which could not be read.
   */
  finish: (options: { complete: boolean; exceptUnder: string[] }) => ScanSummary
}

interface KnownFile {
  id: number
  size: number
  mtime: number
  state: ImageState
}

/** Begins a scan of a root. An image's labels survive whatever happens to its file. */
export function startScan(catalog: Catalog, rootId: number): Scan {
  const summary: ScanSummary = { added: 0, changed: 0, unchanged: 0, missing: 0 }
  const seen = createIdSet()
  const add = (file: FoundFile): void => {
    const known = catalog.get<KnownFile>(
      'SELECT id, size, mtime, state FROM image WHERE root_id = ? AND path = ?',
      rootId,
      file.path,
    )
    if (known === undefined) {
      const sql = `INSERT INTO image (root_id, path, size, mtime, state) VALUES (?, ?, ?, ?, 'new')`
      seen.add(Number(catalog.run(sql, rootId, file.path, file.size, file.mtime).lastInsertRowid))
      summary.added++
    } else if (seen.add(known.id)) {
      if (known.size !== file.size || known.mtime !== file.mtime) {
        resetImage(catalog, known.id, file)
        summary.changed++
      } else {
        // An unchanged file costs no write at all, so that a second scan of a large folder stays cheap.
        if (known.state === 'missing') restoreImage(catalog, known.id)
        summary.unchanged++
      }
    }
  }
  return {
    add: (files) => {
      catalog.transaction(() => {
        for (const file of files) add(file)
      }, 'relaxed')
    },
    finish: ({ complete, exceptUnder }) => {
      const skip = (path: string): boolean =>
        exceptUnder.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`))
      if (complete) summary.missing = markMissing(catalog, rootId, (id, path) => seen.has(id) || skip(path))
      return { ...summary }
    },
  }
}

/** A whole scan in one call, for callers that have the files at hand and know that they are all. */
export function recordScan(catalog: Catalog, rootId: number, found: Iterable<FoundFile>): ScanSummary {
  const scan = startScan(catalog, rootId)
  scan.add(found)
  return scan.finish({ complete: true, exceptUnder: [] })
}

/** Other bytes: what was known about the old ones no longer holds. */
function resetImage(catalog: Catalog, id: number, file: FoundFile): void {
  catalog.run(
    `UPDATE image SET size = ?, mtime = ?, state = 'new', hash = NULL, width = NULL, height = NULL, format = NULL,
       error_code = NULL, error_message = NULL, error_details = NULL WHERE id = ?`,
    file.size,
    file.mtime,
    id,
  )
  catalog.run('DELETE FROM prediction WHERE image_id = ?', id) // prediction_detail goes with it
}

/** The state that the image had before it went missing follows from what is known about it. */
function restoreImage(catalog: Catalog, id: number): void {
  catalog.run(
    `UPDATE image SET state = CASE WHEN error_code IS NOT NULL THEN 'failed' WHEN hash IS NOT NULL THEN 'ok' ELSE 'new' END WHERE id = ?`,
    id,
  )
}

function markMissing(catalog: Catalog, rootId: number, isKept: (id: number, path: string) => boolean): number {
  let count = 0
  let last = 0
  for (;;) {
    // In pages by id, because nothing can be written while a query is open; `+` keeps SQLite from sorting by an index.
    const page = catalog.all<{ id: number; path: string }>(
      `SELECT id, path FROM image WHERE id > ? AND +root_id = ? AND +state <> 'missing' ORDER BY id LIMIT 10000`,
      last,
      rootId,
    )
    const end = page.at(-1)
    if (end === undefined) return count
    last = end.id
    const gone = page.filter(({ id, path }) => !isKept(id, path))
    count += gone.length
    catalog.transaction(() => {
      for (const { id } of gone) catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, id)
    }, 'relaxed')
  }
}

/** A set of row ids, one bit each: a million images in 125 kB. `add` returns whether the id is new. */
function createIdSet(): { add: (id: number) => boolean; has: (id: number) => boolean } {
  let bits = new Uint8Array(1024)
  const has = (id: number): boolean => ((bits[id >> 3] ?? 0) & (1 << (id & 7))) !== 0
  const add = (id: number): boolean => {
    if (has(id)) return false
    if (id >> 3 >= bits.length) {
      const larger = new Uint8Array(Math.max(bits.length * 2, (id >> 3) + 1))
      larger.set(bits)
      bits = larger
    }
    bits[id >> 3]! |= 1 << (id & 7)
    return true
  }
  return { add, has }
}

/** Keeps the problems of a scan in place of those of the scan before it. */
export function recordScanProblems(catalog: Catalog, rootId: number, problems: Iterable<Problem>): void {
  catalog.transaction(() => {
    catalog.run('DELETE FROM scan_problem WHERE root_id = ?', rootId)
    for (const { path, code, message, details } of problems) {
      catalog.run(
        'INSERT OR REPLACE INTO scan_problem (root_id, path, code, message, details) VALUES (?, ?, ?, ?, ?)',
        rootId,
        path,
        code,
        message,
        packDetails(details),
      )
    }
  }, 'relaxed')
}
