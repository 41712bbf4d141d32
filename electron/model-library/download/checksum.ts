import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { GlanceError } from '../../../models/errors.ts'
import type { ModelSource } from '../calls.ts'

/** sha256 of a file, hex; others are answered between its pieces. */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  const stream = createReadStream(file, { highWaterMark: 2 ** 20, ...(signal === undefined ? {} : { signal }) })
  for await (const chunk of stream) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** @throws GlanceError `wrong-checksum` where the file is not the one that was published */
export async function checkSum(
  file: string,
  { url, sha256, sha256Prefix }: ModelSource,
  signal: AbortSignal,
): Promise<void> {
  const expected = sha256 ?? sha256Prefix
  if (expected === null) return
  const actual = await hashFile(file, signal)
  if (actual.startsWith(expected)) return
  throw new GlanceError(
    'wrong-checksum',
    '{url} does not match the published checksum: its sha256 begins with {got}, expected {expected}. It was removed.',
    'Try again, or use another source or mirror.',
    { params: { url, got: actual.slice(0, 12), expected: expected.slice(0, 12) } },
  )
}
