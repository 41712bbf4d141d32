/**
 * Which session wrote last to files that this person had open: what nobody else wrote to since needs no look at every
 * value.
 */
export interface SessionMemory {
  isKnown(file: string, session: string | null): boolean
  remember(file: string, session: string | null): void
}

/** How a catalog file is opened. */
export interface Opening {
  /** How long to wait for another process that is writing, in milliseconds. */
  busyTimeout: number
  memory?: SessionMemory | undefined
}
