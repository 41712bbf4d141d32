import { type FileHandle, open, stat } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { errnoOf } from '../../lib/errno.ts'
import { type ErrorParams, GlanceError } from '../../../models/errors.ts'
import { lie, readAnswer, type Version } from './answer.ts'
import { closedEarly, readChunks } from './chunks.ts'
import { ask, elsewhere } from './transport.ts'

/** How often and how soon a broken connection is tried again. */
export interface Persistence {
  /** Attempts in a row without a byte more, before it fails. */
  tries: number
  /** Milliseconds before the second try; doubled before each further one. */
  pause: number
}

export interface FetchOptions {
  url: string
  /** Where the bytes go; what is there of this version is kept. */
  file: string
  version: Version
  /** Bytes that the file has to have; null where unknown. */
  expected: number | null
  /** Whether a checksum will detect a wrong mixture: then a part is resumed though the server knows no versions. */
  isChecked: boolean
  dispatcher: Dispatcher
  signal: AbortSignal
  persistence: Persistence
  /** Called with the version before its first byte is written. */
  onVersion: (version: Version) => void
  onBytes: (bytes: number, total: number | null) => void
}

/** A connection that broke off, or a server that is busy: worth another try. */
class Interruption extends Error {
  /** What the message, a text of an error, is filled in with. */
  readonly params: ErrorParams
  readonly wait: number | null
  /** Whether no server answered at all: more likely the address or this machine's network is off. */
  readonly isDead: boolean
  constructor(
    message: string,
    {
      params = {},
      wait = null,
      isDead = false,
      cause,
    }: { params?: ErrorParams; wait?: number | null; isDead?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.params = params
    this.wait = wait
    this.isDead = isDead
  }
}

/** How often an address without an answer is tried again. */
const deadTries = 2
const deadCodes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** How often a file may change, or be described wrongly, during a download. */
const mostRestarts = 3

/**
 * Fetches a file whole, from where its part ends: over broken connections, through pauses that a busy server asks for.
 *
 * @returns bytes of the whole file
 * @throws GlanceError `download-failed`, `disk-full`, `unreadable`;
 * whatever aborted the signal. The part stays as it is
 */
export async function fetchFile(options: FetchOptions): Promise<number> {
  const { url, file, signal, persistence } = options
  let { version } = options
  let [failures, restarts] = [0, 0]
  for (;;) {
    const before = await sizeOf(file)
    try {
      const outcome = await fetchOnce(
        {
          ...options,
          version,
          onVersion(next) {
            version = next
            options.onVersion(next)
          },
        },
        before,
      )
      if (outcome !== 'restart') return outcome
      if (++restarts > mostRestarts) throw lie('The server reports a different length each time: {url}.', { url })
      version = { validator: null, total: null }
      await emptyFile(file)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Interruption)) throw error
      failures = (await sizeOf(file)) > before ? 1 : failures + 1
      if (failures > (error.isDead ? Math.min(persistence.tries, deadTries) : persistence.tries)) {
        throw new GlanceError('download-failed', error.message, elsewhere, {
          params: { url, ...error.params },
          cause: error,
        })
      }
      await setTimeout(error.wait ?? persistence.pause * 2 ** (failures - 1), undefined, { signal })
    }
  }
}

async function fetchOnce(options: FetchOptions, there: number): Promise<number | 'restart'> {
  const { url, file, expected, isChecked, dispatcher, signal, onVersion, onBytes } = options
  let { version } = options
  const offset = version.validator !== null || isChecked ? there : 0
  const headers: Record<string, string> =
    offset === 0
      ? {}
      : { range: `bytes=${offset}-`, ...(version.validator === null ? {} : { 'if-range': version.validator }) }
  const response = await ask(url, headers, dispatcher, signal).catch((error: unknown) => {
    throw explain(error)
  })
  const { body } = response
  // Whatever is thrown on the way, its connection must not stay open.
  body.on('error', () => undefined)
  try {
    const reading = readAnswer(response, { url, offset, version, expected })
    if (reading.take === 'later')
      throw new Interruption('{url} cannot be fetched: the server returned {status}.', {
        params: { status: reading.status },
        wait: reading.wait,
      })
    if (reading.take === 'restart') return 'restart'
    version = reading.version
    onVersion(version)
    if (reading.take === 'nothing') return offset
    const most = version.total ?? expected ?? Infinity
    const size = await append(readChunks(body), file, {
      from: reading.take === 'rest' ? offset : 0,
      most,
      onBytes: (bytes) => onBytes(bytes, version.total),
    })
    if (size > most)
      throw lie('The server sends more than the {bytes} bytes that it announced: {url}.', { url, bytes: most })
    if (version.total !== null && size < version.total)
      throw new Interruption('{url} cannot be fetched: the connection ended at {size} of {total} bytes.', {
        params: { size, total: version.total },
      })
    return size
  } finally {
    body.destroy()
  }
}

/** Writes what comes behind `from`; stops where it is more than there should be. Gives the size of the file. */
async function append(
  body: AsyncGenerator<Uint8Array, void>,
  file: string,
  { from, most, onBytes }: { from: number; most: number; onBytes: (bytes: number) => void },
): Promise<number> {
  let handle: FileHandle | null = null
  let size = from
  try {
    handle = await open(file, from === 0 ? 'w' : 'a')
    onBytes(size)
    for (;;) {
      const next = await body.next().catch((error: unknown) => {
        throw explain(error)
      })
      if (next.done === true || size > most) break
      await handle.appendFile(next.value)
      size += next.value.length
      onBytes(size)
    }
    return size
  } catch (error) {
    throw error instanceof Interruption || error instanceof GlanceError ? error : explainDisk(error, file)
  } finally {
    await handle?.close()
  }
}

/** A connection's error as one that is worth another try, or not. */
function explain(error: unknown): unknown {
  if (error instanceof GlanceError) return error
  const { message, cause } = error as Error
  const code = errnoOf(error) || errnoOf(cause)
  if (/CERT|TLS|SIGNATURE|ERR_SSL/.test(code)) {
    return new GlanceError(
      'download-failed',
      "The server's certificate is not trusted: {reason}.",
      'If a proxy or a mirror uses its own certificate, set NODE_EXTRA_CA_CERTS.',
      { params: { reason: message }, cause: error },
    )
  }
  const timedOut = ['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'].includes(code)
  const reason = message || code
  const text = timedOut
    ? '{url} cannot be fetched: the server timed out.'
    : reason === closedEarly
      ? '{url} cannot be fetched: the connection was closed.'
      : reason === ''
        ? '{url} cannot be fetched: the connection was interrupted.'
        : '{url} cannot be fetched: {reason}.'
  return new Interruption(text, { params: { reason }, isDead: deadCodes.includes(code), cause: error })
}

function explainDisk(error: unknown, file: string): GlanceError {
  if (['ENOSPC', 'EDQUOT'].includes(errnoOf(error)))
    return new GlanceError(
      'disk-full',
      'The disk is full: {path} cannot be written.',
      'Free some space, then resume: the downloaded part is kept.',
      { params: { path: file }, cause: error },
    )
  return new GlanceError('unreadable', '{path} cannot be written: {reason}.', 'Set GLANCE_DATA to a writable folder.', {
    params: { path: file, reason: (error as Error).message },
    cause: error,
  })
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function emptyFile(file: string): Promise<void> {
  await open(file, 'w').then(
    (handle) => handle.close(),
    (error: unknown) => {
      throw explainDisk(error, file)
    },
  )
}
