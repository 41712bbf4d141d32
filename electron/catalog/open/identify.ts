import { statSync } from 'node:fs'

/** Which file it is, whatever it is called; null where there is none. */
export function identify(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev}:${found.ino}`
}
