import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { errnoOf } from '../../lib/errno.ts'
import { GlanceError } from '../../../models/errors.ts'

/** Milliseconds between two heartbeats, and after how many without one a holder counts as gone. */
const heartbeatMs = 5000
const staleAfter = 30_000
/** Milliseconds in which a file without a holder's number is taken for one that is just being made. */
const beingMade = 1000

/** Lets the file go. */
export type Release = () => void

/**
 * Holds a file for this process, so that the app and a terminal do not write one part both; null where another process
 * holds it. A holder that died leaves a file without heartbeats, which is taken over.
 *
 * @throws GlanceError where it cannot be written; nothing is left behind then
 */
export function acquire(file: string): Release | null {
  if (isHeld(file)) return null
  rmSync(file, { force: true })
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (cause) {
    if (errnoOf(cause) === 'EEXIST') return null // another one was quicker
    rmSync(file, { force: true })
    const isFull = errnoOf(cause) === 'ENOSPC'
    throw new GlanceError(
      isFull ? 'disk-full' : 'unreadable',
      '{path} cannot be written: {reason}.',
      isFull ? 'Free some space and try again.' : 'Set GLANCE_DATA to a writable folder.',
      { params: { path: file, reason: (cause as Error).message }, cause },
    )
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date())
    } catch {
      // Taken away from under us: nothing is lost but the guard.
    }
  }, heartbeatMs).unref()
  return () => {
    clearInterval(heartbeat)
    // Another process may have taken it over while this one slept.
    if (readHolder(file) === process.pid) rmSync(file, { force: true })
  }
}

/** Whether another process holds the file. */
export function isHeld(file: string): boolean {
  try {
    const age = Date.now() - statSync(file).mtimeMs
    const pid = readHolder(file)
    if (pid === null) return age < beingMade
    return pid !== process.pid && age < staleAfter && isAlive(pid)
  } catch {
    return false
  }
}

/** The process that holds it; null where none is named. */
function readHolder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}
