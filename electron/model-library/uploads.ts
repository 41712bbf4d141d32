import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errnoOf } from '../lib/errno.ts'
import { answerJson, refuse } from '../lib/http-answer.ts'
import { GlanceError } from '../../models/errors.ts'
import { classesExtensions, endingIn, modelExtensions } from '../../models/file-extensions.ts'
import { refuseFor } from '../project/refusal.ts'
import type { DataFolder } from '../project/data-folder.ts'

/** Bytes of the largest checkpoint that a browser may send: DeiT-B has 350 MB, a ViT-L 1.2 GB. */
export const uploadLimit = 2 * 2 ** 30
/** Milliseconds after which a file that was not imported is removed. */
const keptFor = 24 * 3600 * 1000
const allowed = endingIn([...modelExtensions, ...classesExtensions])

const folderOf = ({ downloads }: DataFolder): string => join(downloads, 'uploads')

/** Whether a path is one that `answerUpload` gave: such a file is not needed after its import. */
export const isUpload = (data: DataFolder, path: string): boolean =>
  path === resolve(path) && dirname(dirname(path)) === resolve(folderOf(data))

/**
 * `POST /files/upload?name=…`: a checkpoint, an ONNX or its class names from a page that has no paths, i.e. in a
 * browser. The body is the file's bytes; the answer `{ path }` is what `importModel` takes, once.
 */
export async function answerUpload(
  request: Request,
  data: DataFolder,
  largest: number = uploadLimit,
): Promise<Response> {
  if (request.method !== 'POST' || request.body === null) return refuse(405, 'Send the file by POST.')
  const name = cleanName(new URL(request.url).searchParams.get('name') ?? '')
  if (!allowed.test(name))
    return refuseFor(
      415,
      new GlanceError(
        'unsupported-format',
        'Glance imports .safetensors, .pth, .pt, .bin and .onnx, and names of classes as .txt.',
      ),
    )
  if (Number(request.headers.get('content-length') ?? 0) > largest) return refuseFor(413, tooLarge())
  const folder = folderOf(data)
  await removeOld(folder)
  const place = join(folder, randomBytes(8).toString('hex'))
  const path = join(place, name)
  try {
    await mkdir(place, { recursive: true })
    await pipeline(
      Readable.fromWeb(request.body as import('node:stream/web').ReadableStream),
      limit(largest),
      createWriteStream(path, { flags: 'wx' }),
    )
    return answerJson({ path })
  } catch (error) {
    await rm(place, { recursive: true, force: true })
    if (error instanceof TooLarge) return refuseFor(413, tooLarge())
    if (errnoOf(error) === 'ENOSPC')
      return refuseFor(507, new GlanceError('disk-full', 'Not enough disk space for the file.'))
    const params = { reason: (error as Error).message }
    return refuseFor(422, new GlanceError('unreadable', 'The upload failed: {reason}.', '', { params }))
  }
}

const tooLarge = (): GlanceError =>
  new GlanceError(
    'too-large',
    'The file is larger than 2 GiB.',
    'Import it in the terminal: glance import-model <file>',
  )

class TooLarge extends Error {}

/** Lets bytes through up to the limit: an announced length may be wrong. */
function limit(largest: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length
      done(size > largest ? new TooLarge() : null, chunk)
    },
  })
}

/**
 * The last part of a name, in characters that are safe in a file name on every system;
 * the end, which says what it is, stays.
 */
export const cleanName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(-120)
    .replace(/^[.-]+/, '')

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const place = join(folder, name)
    const { mtimeMs } = await stat(place).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > keptFor) await rm(place, { recursive: true, force: true })
  }
}
