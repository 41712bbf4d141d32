import { startScan } from '../catalog/queries/scan.ts'
import type { Problem } from '../catalog/rows.ts'
import { recordScanProblems } from '../catalog/queries/scan.ts'
import type { Catalog } from '../catalog/connection.ts'
import type { Root } from '../catalog/queries/roots.ts'
import { describeFailure, GlanceError, phrase, reasonOf } from '../../models/errors.ts'
import type { Emit } from './events.ts'
import { note } from './note.ts'
import { scanFolder } from '../images/scan.ts'
import { JobProgress } from './job-progress.ts'

/** A folder that is being looked through. */
export interface RootScan {
  root: Root
  scan: ScanBatches
  first: Awaited<ReturnType<ScanBatches['next']>>
}

/** What a scan of some folders began with. */
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
      if (!present.includes(root))
        throw new GlanceError('not-found', '{folder} is empty.', '', { params: { folder: root.path } })
      start.begun.push({ root, scan, first })
    } catch (error) {
      if (!(error instanceof GlanceError)) throw error
      start.refused.push({ root, error })
    }
  }
  return start
}

/** Reports the folders that could not be entered. */
export function reportRefused({ refused }: ScanStart, emit: Emit): void {
  for (const { root, error } of refused) {
    const failure = new GlanceError(
      error.code,
      '{reason}',
      'Its labels are kept. Connect its drive and scan again, or choose where the folder is now.',
      { params: { reason: reasonOf(error) } },
    )
    emit({ type: 'problem', problem: { path: root.path, ...describeFailure(failure) } })
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
    if (signal.aborted) progress.finish('cancelled')
    else progress.finish('failed', describeFailure(error, { withHint: false }))
    throw error
  }
}

/** Brings the catalog in step with the folder; gives the number of files and folders that could not be read. */
export async function recordFolder(
  catalog: Catalog,
  rootId: number,
  scan: ScanBatches,
  first: Awaited<ReturnType<ScanBatches['next']>>,
  { emit, signal }: { emit: Emit; signal: AbortSignal },
  onFiles: (count: number) => void = () => undefined,
): Promise<number> {
  const recorder = startScan(catalog, rootId)
  const exceptUnder: string[] = []
  const problems: Problem[] = []
  let [skipped, hidden] = [0, 0]
  for (let step = first; !step.done; step = await scan.next()) {
    const batch = step.value
    recorder.add(batch.files)
    onFiles(batch.files.length)
    for (const problem of batch.problems) emit({ type: 'problem', problem })
    problems.push(...batch.problems)
    skipped += batch.skipped
    hidden += batch.hidden
    exceptUnder.push(...batch.unreadableFolders)
  }
  recordScanProblems(catalog, rootId, problems)
  const summary = recorder.finish({ complete: !signal.aborted, exceptUnder })
  const { added, changed, unchanged, missing } = summary
  emit(
    note('Photos: {added} new, {changed} changed, {unchanged} unchanged{missing}{skipped}{hidden}', {
      added,
      changed,
      unchanged,
      missing: missing > 0 ? phrase(', {missing} missing', { missing }) : '',
      skipped: skipped > 0 ? phrase(', {skipped} other files skipped', { skipped }) : '',
      hidden: hidden > 0 ? phrase(', {hidden} hidden files skipped', { hidden }) : '',
    }),
  )
  if (added + changed + unchanged === 0) emit(note('There are no photos in this folder.'))
  return problems.length
}

export type ScanBatches = ReturnType<typeof scanFolder>
