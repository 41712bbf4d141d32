import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import type { RecentFolder } from '../contract/project.ts'
import type { DataFolder } from '../import/data-folder.ts'

const kept = 12
const schema = z.array(z.object({ root: z.string(), name: z.string(), openedAt: z.number() }))

/** Folders that were shown, the last one first. A list that cannot be read is no list: nothing is lost but convenience. */
export function listRecent({ recent }: DataFolder): RecentFolder[] {
  try {
    return schema.parse(JSON.parse(readFileSync(recent, 'utf8')))
  } catch {
    return []
  }
}

/** Puts a folder first. */
export function rememberRecent(data: DataFolder, root: string): void {
  const list = [{ root, name: basename(root) || root, openedAt: Date.now() }, ...listRecent(data).filter((other) => other.root !== root)]
  try {
    mkdirSync(dirname(data.recent), { recursive: true })
    const temporary = `${data.recent}.${process.pid}.tmp`
    writeFileSync(temporary, JSON.stringify(list.slice(0, kept)))
    renameSync(temporary, data.recent)
  } catch {
    // A read-only data folder still shows photos.
  }
}
