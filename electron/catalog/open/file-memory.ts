import { statSync } from 'node:fs'

/**
 * What files were like when this person's Glance closed them: what nobody touched since needs no look at every value.
 */
export interface FileMemory {
  isKnown(file: string, state: string): boolean
  remember(file: string, state: string): void
}

/** How a catalog file is opened. */
export interface Opening {
  /** How long to wait for another process that is writing, in milliseconds. */
  busyTimeout: number
  memory?: FileMemory | undefined
}

/** Which file it is, its length and when it was written last: another one than before where anybody wrote to it. */
export function describeState(file: string): string {
  const { dev, ino, size, mtimeNs } = statSync(file, { bigint: true })
  return [dev, ino, size, mtimeNs].join(' ')
}
