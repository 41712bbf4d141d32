import type { Dispatcher } from 'undici'
import { type ErrorParams, GlanceError } from '../../../models/errors.ts'
import { elsewhere, first } from './transport.ts'

/** The version of a file that a part belongs to. */
export interface Version {
  /** What the server knows this version by, for If-Range: a strong ETag, else its date; null where it has neither. */
  validator: string | null
  /** Bytes of the whole file; null where unknown. */
  total: number | null
}

/** What is to be done with an answer. */
export type Reading =
  /** Its bytes go behind those that are there, or take their place. */
  | { take: 'rest' | 'all'; version: Version }
  /** There is nothing more to come. */
  | { take: 'nothing'; version: Version }
  /** It does not fit what is there: once more from the beginning. */
  | { take: 'restart' }
  /** Not now; perhaps after so many milliseconds. */
  | { take: 'later'; status: number; wait: number | null }

export interface Asked {
  url: string
  /** Bytes that are there; 0 where the whole file was asked for. */
  offset: number
  version: Version
  /** Bytes that the registry states; null where it does not. */
  expected: number | null
}

/**
 * Reads the status and the lengths of an answer.
 *
 * @throws GlanceError `download-failed` where the server has no such file, or says of its length what cannot be
 */
export function readAnswer(
  { statusCode, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  asked: Asked,
): Reading {
  const { url, offset, version, expected } = asked
  const length = toNumber(first(headers['content-length']))
  if (statusCode === 429 || statusCode >= 500)
    return { take: 'later', status: statusCode, wait: readWait(first(headers['retry-after'])) }
  if (statusCode === 416 && offset > 0) {
    const total = toNumber(/^bytes \*\/(\d+)$/.exec(first(headers['content-range']) ?? '')?.[1] ?? null)
    return total === offset && (expected ?? total) === total
      ? { take: 'nothing', version: { ...version, total } }
      : { take: 'restart' }
  }
  if (statusCode !== 200 && statusCode !== 206)
    throw new GlanceError('download-failed', 'The server returned {status} for {url}.', elsewhere, {
      params: { status: statusCode, url },
    })
  const encoding = first(headers['content-encoding'])
  if (encoding !== null && encoding !== 'identity')
    throw new GlanceError(
      'download-failed',
      'The server sent {url} compressed ({encoding}), which was not requested.',
      elsewhere,
      { params: { url, encoding } },
    )
  if (statusCode === 200) {
    checkTotal(length, asked)
    return { take: 'all', version: { validator: readValidator(headers), total: length ?? expected } }
  }
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(first(headers['content-range']) ?? '')
  const [start, end, total] =
    range === null
      ? [null, null, null]
      : [Number(range[1]), Number(range[2]), range[3] === '*' ? version.total : Number(range[3])]
  // What was not asked for, or is a part of another file than before.
  if (offset === 0 || start !== offset || (version.total !== null && total !== version.total))
    return { take: 'restart' }
  checkTotal(total, asked)
  if (length !== null && length !== end - start + 1)
    throw lie('The server announces two lengths for the rest: {length} and {rest} bytes: {url}.', {
      url,
      length,
      rest: end - start + 1,
    })
  return { take: 'rest', version: { ...version, total } }
}

function checkTotal(total: number | null, { url, expected }: Asked): void {
  if (total !== null && expected !== null && total !== expected)
    throw lie('The server announces {total} bytes, but {expected} are published: {url}.', { url, total, expected })
}

export const lie = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError('download-failed', message, elsewhere, { params })

function readValidator(headers: Dispatcher.ResponseData['headers']): string | null {
  const etag = first(headers['etag'])
  return etag !== null && !etag.startsWith('W/') ? etag : first(headers['last-modified'])
}

const longestWait = 60_000

/** Retry-After in seconds or as a date. */
function readWait(text: string | null): number | null {
  if (text === null) return null
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestWait) : null
}

const toNumber = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null)
