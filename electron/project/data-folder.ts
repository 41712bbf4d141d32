import envPaths from 'env-paths'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where Glance keeps what belongs to no project: models, thumbnails, and catalogs that were not given a place. */
export interface DataFolder {
  /** All of it is below this folder. */
  root: string
  models: string
  /** Checkpoints under way from elsewhere, until they are installed. */
  downloads: string
  thumbnails: string
  projects: string
  /** The example photos, once they were asked for. */
  examples: string
  /** For a moment: what lets a browser in that Glance starts. */
  entrance: string
  /** The list of folders that were shown. */
  recent: string
  /** What each project's file was like when it was closed. */
  knownFiles: string
  /** What the person set for themselves. */
  preferences: string
  /** How fast models were on this machine. */
  measurements: string
}

/** The data folder: `GLANCE_DATA` where it is set, the platform's usual place otherwise. */
export function locateData(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const root = environment['GLANCE_DATA'] || envPaths('glance', { suffix: '' }).data
  return {
    root,
    models: join(root, 'models'),
    downloads: join(root, 'downloads'),
    thumbnails: join(root, 'thumbnails'),
    projects: join(root, 'projects'),
    examples: join(root, 'Example photos'),
    entrance: join(root, 'entrance'),
    recent: join(root, 'recent.json'),
    knownFiles: join(root, 'known-files.json'),
    preferences: join(root, 'preferences.json'),
    measurements: join(root, 'measurements.json'),
  }
}

/**
 * Keeps other people of the machine out: thumbnails, labels and what was opened are nobody else's. A data folder that
 * is there already, and was named by a person, may hold other things: only Glance's own folders in it are closed.
 */
export function protectData({ root, thumbnails, projects }: DataFolder): void {
  const isOurs = root === envPaths('glance', { suffix: '' }).data
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 })
    for (const folder of isOurs ? [root] : [thumbnails, projects]) {
      const rights = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0
      if ((rights & 0o077) !== 0) chmodSync(folder, 0o700)
    }
  } catch {
    // A data folder that cannot be written still shows photos; whoever writes to it says what is wrong.
  }
}
