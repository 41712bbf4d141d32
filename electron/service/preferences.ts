import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { GlanceError } from '../contract/errors.ts'
import { type Preferences, preferencesSchema } from '../contract/people.ts'
import type { DataFolder } from '../import/data-folder.ts'

/** What the person set for themselves; a part that is missing or damaged gets its default. */
export function readPreferences({ preferences }: DataFolder): Preferences {
  let kept: unknown = null
  try {
    kept = JSON.parse(readFileSync(preferences, 'utf8'))
  } catch {
    // Not there yet, or damaged: nothing but convenience is lost.
  }
  const { author, keys } = preferencesSchema.partial().catch({}).parse(kept ?? {})
  return { author: author ?? findUserName(), keys: keys ?? {} }
}

/** Changes what is given, on the disk when it returns. @throws GlanceError where the data folder cannot be written */
export function writePreferences(data: DataFolder, change: Partial<Preferences>): Preferences {
  const next = { ...readPreferences(data), ...change }
  const temporary = `${data.preferences}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(data.preferences), { recursive: true })
    writeFileSync(temporary, JSON.stringify(next))
    renameSync(temporary, data.preferences)
  } catch (cause) {
    throw new GlanceError('unreadable', `${data.preferences} cannot be written: ${(cause as Error).message}.`, "Check the data folder's permissions.", { cause })
  }
  return next
}

/** The name of whoever uses this computer; some systems know none. */
function findUserName(): string {
  try {
    return userInfo().username || 'annotator'
  } catch {
    return 'annotator'
  }
}
