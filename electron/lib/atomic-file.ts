import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { mkdir, open, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/*
 * Files that appear whole or not at all: written under a temporary name in the same folder, flushed to the disk, then
 * moved into place. The packages for this (write-file-atomic, atomically) take neither streams nor files that SQLite
 * writes, and do not flush the folder.
 */

interface AtomicOptions {
  /** Whether the file is on the disk on return. Without it a power cut may lose the change, or leave the file empty. */
  flush?: boolean
}

/** Writes a file whole or not at all; makes its folder. @throws the error of the file system */
export const writeFileAtomicSync = (file: string, content: string | Uint8Array, options?: AtomicOptions): void =>
  makeFileAtomicSync(file, (temporary) => writeFileSync(temporary, content, { flag: 'wx' }), options)

/**
 * As `writeFileAtomicSync`, for a file that something else writes: `make` gets the temporary name, which is free.
 * With `replace: false` a file that came into the place meanwhile stays, and EEXIST is thrown.
 */
export function makeFileAtomicSync(
  file: string,
  make: (temporary: string) => void,
  { flush = true, replace = true }: AtomicOptions & { replace?: boolean } = {},
): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = nameTemporary(file)
  try {
    make(temporary)
    if (flush) flushSync(temporary, 'r+')
    if (replace) renameSync(temporary, file)
    else moveToFreePlace(temporary, file)
  } catch (error) {
    removeQuietly(temporary)
    throw error
  }
  if (flush) flushFolder(dirname(file))
}

/** As `writeFileAtomicSync`; the content may also come piece by piece. @throws also what the content throws */
export async function writeFileAtomic(
  file: string,
  content: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  { flush = true }: AtomicOptions = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const temporary = nameTemporary(file)
  try {
    await writeFile(temporary, content, { flag: 'wx', flush })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined) // the first error is the one to report
    throw error
  }
  if (flush) {
    const folder = await open(dirname(file)).catch(() => null)
    await folder?.sync().catch(() => undefined)
    await folder?.close()
  }
}

/** Where a file is written so that a link stays a link: what it points to is replaced. */
export async function followLinks(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch {
    return file // not there yet
  }
}

/** Random, as two threads of one process may write the same file at once. */
const nameTemporary = (file: string): string => `${file}.${randomBytes(4).toString('hex')}.tmp`

/** A link never replaces anything; some file systems have none. */
function moveToFreePlace(temporary: string, file: string): void {
  try {
    linkSync(temporary, file)
  } catch (error) {
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) throw error
    renameSync(temporary, file)
    return
  }
  rmSync(temporary)
}

function flushSync(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** The rename itself, too, must survive a power cut; Windows and some network shares cannot flush a folder. */
function flushFolder(folder: string): void {
  try {
    flushSync(folder, 'r')
  } catch {
    // The file is whole and in its place.
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The first error is the one to report.
  }
}
