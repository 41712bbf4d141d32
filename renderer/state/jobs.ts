import type { JobKind, JobState } from '../../electron/contract/data.ts'

/** What a job is called while it runs and when it is named in a list. */
export const jobNames: Record<JobKind, { name: string; running: string }> = {
  ingest: { name: 'Scan', running: 'Scanning the folder' },
  prelabel: { name: 'Pre-label', running: 'Pre-labeling' },
  export: { name: 'Export', running: 'Exporting' },
  teach: { name: 'Teach', running: 'Learning your classes' },
  download: { name: 'Download', running: 'Downloading a model' },
}

export const jobStates: Record<JobState, string> = { running: 'running', done: 'done', cancelled: 'cancelled', failed: 'failed' }
