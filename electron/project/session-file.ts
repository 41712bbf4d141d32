import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SessionMemory } from '../catalog/open/session-memory.ts'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import type { DataFolder } from './data-folder.ts'

const kept = 200
const schema = z.array(z.tuple([z.string(), z.string()]))

/** Keeps in the data folder which session wrote last to each project. A list that cannot be read only costs time. */
export function rememberSessions(data: Pick<DataFolder, 'sessions'>): SessionMemory {
  const read = (): [string, string][] => {
    try {
      return schema.parse(JSON.parse(readFileSync(data.sessions, 'utf8')))
    } catch {
      return []
    }
  }
  return {
    isKnown: (file, session) => session !== null && read().some(([known, last]) => known === file && last === session),
    remember(file, session) {
      if (session === null) return
      const list = [[file, session], ...read().filter(([known]) => known !== file)].slice(0, kept)
      try {
        writeFileAtomicSync(data.sessions, JSON.stringify(list), { flush: false })
      } catch {
        // A read-only data folder still shows photos.
      }
    },
  }
}
