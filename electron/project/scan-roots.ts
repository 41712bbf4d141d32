import type { Catalog } from '../catalog/connection.ts'
import type { Root } from '../catalog/queries/roots.ts'
import { GlanceError } from '../../models/errors.ts'
import type { Emit } from './events.ts'
import { scanFolder } from '../images/scan.ts'
import { JobProgress } from './job-progress.ts'
import { recordFolder, type ScanBatches } from '../predict/prelabel.ts'

/** A folder that is being looked through. */
export interface RootScan {
  root: Root
  scan: ScanBatches
  first: Awaited<ReturnType<ScanBatches['next']>>
}

/** What came of beginning to look through some folders. */
export interface ScanStart {
  begun: RootScan[]
  refused: { root: Root; error: GlanceError }[]
}

/** Enters each folder that is there; of one that is not, nothing that is known changes. */
export async function beginScans(
  roots: readonly Root[],
  present: readonly Root[],
  signal: AbortSignal,
): Promise<ScanStart> {
  const start: ScanStart = { begun: [], refused: [] }
  for (const root of roots) {
    try {
      const scan = scanFolder(root.path, { signal })
      const first = await scan.next()
      if (!present.includes(root)) throw new GlanceError('not-found', `${root.path} is empty.`)
      start.begun.push({ root, scan, first })
    } catch (error) {
      if (!(error instanceof GlanceError)) throw error
      start.refused.push({ root, error })
    }
  }
  return start
}

/** Tells of the folders that could not be entered. */
export function tellRefused({ refused }: ScanStart, emit: Emit): void {
  for (const { root, error } of refused) {
    const message = `${error.message} Its labels are kept. Connect its drive and scan again, or choose where the folder is now.`
    emit({ type: 'problem', problem: { path: root.path, code: error.code, message } })
  }
}

/** Brings the catalog in step with the folders, as one job. */
export async function recordScans(
  catalog: Catalog,
  scans: readonly RootScan[],
  { emit, signal, onFiles }: { emit: Emit; signal: AbortSignal; onFiles: () => void },
): Promise<void> {
  const progress = new JobProgress(catalog, 'ingest', { rootIds: scans.map(({ root }) => root.id) }, emit)
  try {
    for (const { root, scan, first } of scans) {
      await recordFolder(catalog, root.id, scan, first, { emit, signal }, (count) => {
        progress.advance(count)
        onFiles()
      })
    }
    progress.finish(signal.aborted ? 'cancelled' : 'done')
  } catch (error) {
    progress.finish(signal.aborted ? 'cancelled' : 'failed', signal.aborted ? null : (error as Error).message)
    throw error
  }
}
