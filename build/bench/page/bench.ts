import { linkSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { extname, join } from 'node:path'
import { locateData } from '../../../electron/project/data-folder.ts'
import type { InstalledModel } from '../../../electron/model-library/installed.ts'

/** What every measurement is given. */
export interface Bench {
  model: InstalledModel
  /** Different photos, as absolute paths in `scratch`. */
  photos: readonly string[]
  /** Deleted at the end. */
  scratch: string
  rounds: number
  note: (text: string) => void
  figure: (name: string, value: number, unit: string, aim?: string) => void
}

const filesPerFolder = 1000

/**
 * A new folder with so many photos:
 * hard links, in the photos' order and from the first on again. Gives their relative paths.
 */
export function linkPhotos({ photos, scratch }: Bench, count: number): { folder: string; paths: string[] } {
  const folder = mkdtempSync(join(scratch, 'photos-'))
  const paths = Array.from({ length: count }, (_, index) => {
    const source = photos[index % photos.length]!
    const sub = String(Math.floor(index / filesPerFolder)).padStart(4, '0')
    if (index % filesPerFolder === 0) mkdirSync(join(folder, sub))
    const path = `${sub}/${String(index).padStart(7, '0')}${extname(source)}`
    linkSync(source, join(folder, path))
    return path
  })
  return { folder, paths }
}

/** A data folder of its own for each run, so that no run finds another's answers; the installed models are shared. */
export function makeData({ scratch }: Bench): string {
  const data = mkdtempSync(join(scratch, 'data-'))
  const { models } = locateData()
  mkdirSync(models, { recursive: true })
  symlinkSync(models, join(data, 'models'), 'junction')
  return data
}

export const cores = (): string => `${availableParallelism()} cores`
