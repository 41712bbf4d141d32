import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { errnoOf } from '../contract/errors.ts'

/** Milliseconds between two signs of life, and after how many a holder without one counts as gone. */
const beat = 5000
const staleAfter = 30_000

/** Lets the file go. */
export type Release = () => void

/**
 * Holds a file for this process, so that the app and a terminal do not write one part both; null where another process
 * holds it. A holder that died leaves a file without signs of life, which is taken over.
 */
export function acquire(file: string): Release | null {
  if (isHeld(file)) return null
  rmSync(file, { force: true })
  try {
    const descriptor = openSync(file, 'wx')
    writeSync(descriptor, String(process.pid))
    closeSync(descriptor)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return null // another one was quicker
    throw error
  }
  const beating = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date())
    } catch {
      // Taken away from under us: nothing is lost but the guard.
    }
  }, beat).unref()
  return () => {
    clearInterval(beating)
    rmSync(file, { force: true })
  }
}

/** Whether another process holds the file. */
export function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    return pid !== process.pid && Date.now() - statSync(file).mtimeMs < staleAfter && isAlive(pid)
  } catch {
    return false
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
