import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import type { ProjectInfo, RecentFolder } from './calls.ts'
import type { DataFolder } from './data-folder.ts'
import { locateProject, projectFile } from './locate-project.ts'

const kept = 12
const schema = z.array(
  z.object({ root: z.string(), catalog: z.string().optional(), name: z.string(), openedAt: z.number() }),
)

/**
 * Projects that were shown, the last one first. A list that cannot be read is no list: nothing is lost but convenience.
 */
export function listRecent(data: DataFolder): RecentFolder[] {
  try {
    // Before projects could lie anywhere, the folder said which one it was.
    return schema
      .parse(JSON.parse(readFileSync(data.recent, 'utf8')))
      .map((entry) => ({ ...entry, catalog: entry.catalog ?? projectFile(data, entry.root) }))
  } catch {
    return []
  }
}

/** Puts a project first. */
export function rememberRecent(
  data: DataFolder,
  { root, catalog, name }: Pick<ProjectInfo, 'root' | 'catalog' | 'name'>,
): void {
  const list = [
    { root, catalog, name, openedAt: Date.now() },
    ...listRecent(data).filter((other) => other.catalog !== catalog),
  ]
  try {
    writeFileAtomicSync(data.recent, JSON.stringify(list.slice(0, kept)))
  } catch {
    // A read-only data folder still shows photos.
  }
}

/**
 * The file of a folder's project, or the one that it will have;
 * a project whose folder moved here is among those shown before.
 */
export const findProjectFile = (data: DataFolder, root: string): string =>
  locateProject(
    data,
    root,
    listRecent(data).map(({ catalog }) => catalog),
  )
