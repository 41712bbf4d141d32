import envPaths from 'env-paths'
import { join } from 'node:path'

/** Where Glance keeps what belongs to no project: models, thumbnails, and catalogs that were not given a place. */
export interface DataFolder {
  models: string
  /** Checkpoints under way from elsewhere, until they are installed. */
  downloads: string
  thumbnails: string
  projects: string
  /** The example photos, once they were asked for. */
  examples: string
  /** The list of folders that were shown. */
  recent: string
  /** Which session wrote last to each project. */
  sessions: string
  /** What the person set for themselves. */
  preferences: string
  /** How fast models were on this machine. */
  measurements: string
}

/** The data folder: `GLANCE_DATA` where it is set, the platform's usual place otherwise. */
export function locateData(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const root = environment['GLANCE_DATA'] || envPaths('glance', { suffix: '' }).data
  return {
    models: join(root, 'models'),
    downloads: join(root, 'downloads'),
    thumbnails: join(root, 'thumbnails'),
    projects: join(root, 'projects'),
    examples: join(root, 'Example photos'),
    recent: join(root, 'recent.json'),
    sessions: join(root, 'sessions.json'),
    preferences: join(root, 'preferences.json'),
    measurements: join(root, 'measurements.json'),
  }
}
