import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { FileMemory } from '../catalog/open/file-memory.ts'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import type { DataFolder } from './data-folder.ts'

const kept = 200
const schema = z.array(z.tuple([z.string(), z.string()]))

/**
 * Keeps in the data folder what each project's file was like when it was closed. A list that is lost only costs time.
 */
export function rememberFiles(data: Pick<DataFolder, 'knownFiles'>): FileMemory {
  const read = (): [string, string][] => {
    try {
      return schema.parse(JSON.parse(readFileSync(data.knownFiles, 'utf8')))
    } catch {
      return []
    }
  }
  return {
    isKnown: (file, state) => read().some(([known, last]) => known === file && last === state),
    remember(file, state) {
      const list = [[file, state], ...read().filter(([known]) => known !== file)].slice(0, kept)
      try {
        writeFileAtomicSync(data.knownFiles, JSON.stringify(list), { flush: false })
      } catch {
        // A read-only data folder still shows photos.
      }
    },
  }
}
