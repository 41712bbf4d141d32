import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Milliseconds after which a file that a killed host left is removed; no ticket lives longer. */
const keptFor = 60_000

/**
 * Writes a page that leads to an address with a ticket, and gives its path: a browser that is started is given the
 * path, because every user of the machine can read the command line of every process. Only this user can read the file.
 * Whoever asked removes it.
 */
export async function writeForward(folder: string, address: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await removeOld(folder)
  const path = join(folder, `${randomBytes(8).toString('hex')}.html`)
  const page = `<!doctype html>
<meta charset="utf-8" />
<meta name="referrer" content="no-referrer" />
<meta http-equiv="refresh" content="0; url=${address}" />
<title>Glance</title>
`
  await writeFile(path, page, { mode: 0o600, flag: 'wx' })
  return path
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > keptFor) await rm(path, { force: true })
  }
}
