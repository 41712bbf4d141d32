import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { z } from 'zod'
import { GlanceError } from '../../models/errors.ts'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { type Preferences, preferencesSchema } from './calls.ts'
import type { DataFolder } from './data-folder.ts'

/** What the person set for themselves; a part that is missing or damaged gets its default. */
export function readPreferences(data: DataFolder): Preferences {
  const { author, keys } = preferencesSchema
    .partial()
    .catch({})
    .parse(pick(readKept(data), ['author', 'keys']))
  return { author: author ?? findUserName(), keys: keys ?? {} }
}

/** Changes what is given, on the disk when it returns. @throws GlanceError where the data folder cannot be written */
export function writePreferences(data: DataFolder, change: Partial<Preferences>): Preferences {
  const next = { ...readPreferences(data), ...change }
  writeKept(data, next)
  return next
}

/** Every part that was kept; a feature reads its own. */
export function readKept({ preferences }: DataFolder): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(preferences, 'utf8')))
  } catch {
    return {} // not there yet, or damaged: nothing but convenience is lost
  }
}

const pick = (kept: Record<string, unknown>, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(kept).filter(([name]) => names.includes(name)))

/**
 * Keeps a part, on the disk when it returns, and leaves the others as they are.
 * @throws GlanceError where the data folder cannot be written
 */
export function writeKept(data: DataFolder, change: Record<string, unknown>): void {
  try {
    writeFileAtomicSync(data.preferences, JSON.stringify({ ...readKept(data), ...change }))
  } catch (cause) {
    throw new GlanceError('unreadable', '{file} cannot be written: {reason}.', "Check the data folder's permissions.", {
      params: { file: data.preferences, reason: (cause as Error).message },
      cause,
    })
  }
}

/** The name of whoever uses this computer; some systems know none. */
function findUserName(): string {
  try {
    return userInfo().username || 'annotator'
  } catch {
    return 'annotator'
  }
}
