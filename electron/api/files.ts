import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { getImage, recordContent } from '../catalog/queries/images.ts'
import { getPrediction } from '../catalog/queries/predictions.ts'
import type { ImageRow } from '../catalog/rows.ts'
import { answerBytes, cachedForEver, neverCached, refuse } from '../lib/http-answer.ts'
import { GlanceError } from '../../models/errors.ts'
import { headFusions } from '../../models/deit/attention.ts'
import { locateData } from '../project/data-folder.ts'
import { decodeImage } from '../images/decode.ts'
import { sniffFormat } from '../images/formats.ts'
import { hashContent, readImage } from '../images/read.ts'
import { ThumbnailCache } from '../images/thumbnails.ts'
import { checkVersion } from '../library/shown-cards.ts'
import { findWorkspace, getWorkspace } from '../project/current.ts'
import { readFused, readPatch, readRows } from '../attention/explorer.ts'
import { runExport } from '../formats/export.ts'
import { packEmbeddingMap } from '../similarity/similarity.ts'
import type { Workspace } from '../project/project.ts'
import { calls } from './calls.ts'
import { z } from 'zod'

type Bytes = Uint8Array<ArrayBuffer>

/** What a browser shows as it is. SVG is not among them: it can carry scripts, and is shown as pixels. */
const shownAsIs: Partial<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
}
/** The smallest raster that decoding allows: where only the thumbnail is wanted, the model's pixels are thrown away. */
const noPixels = { resize: 16, crop: 16, interpolation: 'bicubic' } as const

/**
 * Answers for `/files/thumbnail/<id>`, `/files/photo/<id>`, `/files/map/<id>`, `/files/attention/<id>`, `/files/fused/<id>?fusion=`, `/files/patch/<id>?patch=`, `/files/embedding-map` and `/files/export.csv`. Images are named by
 * id and never by path, so that no request reaches a file which is not in the project. The address bears
 * the project and the image's version: one that is out of date is refused, so that no photo is ever shown in place of another.
 */
export async function answerFile(request: Request): Promise<Response> {
  if (request.method !== 'GET') return refuse(405, 'Only GET is allowed here.')
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/files/export.csv') return exportCsv(searchParams)
  if (pathname === '/files/embedding-map') return answerEmbeddingMap()
  const match = /^\/files\/(thumbnail|photo|map|attention|fused|patch)\/([1-9]\d{0,14})$/.exec(pathname)
  if (match === null) return refuse(404, 'File not found.')
  try {
    const workspace = getWorkspace()
    const image = getImage(workspace.catalog, Number(match[2]))
    if (image === null) return refuse(404, 'Image not found.')
    const [version, model] = [searchParams.get('v'), searchParams.get('m')]
    const known = version === null ? 'scan' : checkVersion(workspace, image, version)
    if (known === null || (model !== null && model !== workspace.model?.key))
      return refuse(409, 'Another folder or model was opened.')
    const cache = known === 'content' ? cachedForEver : neverCached
    if (match[1] === 'thumbnail')
      return answerBytes(await readThumbnail(workspace, image), { type: 'image/webp', cache })
    if (match[1] === 'photo') return await readPhoto(workspace, image, cache)
    if (match[1] === 'attention') {
      return answerBytes(new Uint8Array((await readRows(workspace, image)).buffer), { cache })
    }
    if (match[1] === 'fused') {
      const fusion = z.enum(headFusions).safeParse(searchParams.get('fusion')).data
      if (fusion === undefined) return refuse(400, `fusion must be one of ${headFusions.join(', ')}.`)
      return answerBytes(new Uint8Array((await readFused(workspace, image, fusion)).buffer), { cache })
    }
    if (match[1] === 'patch') {
      const patch = /^\d{1,6}$/.exec(searchParams.get('patch') ?? '')?.[0]
      if (patch === undefined) return refuse(400, 'patch must be the number of a patch.')
      return answerBytes(new Uint8Array((await readPatch(workspace, image, Number(patch))).buffer), { cache })
    }
    const prediction = workspace.model === null ? null : getPrediction(workspace.catalog, image.id, workspace.model.id)
    const rollout = prediction?.rollout ?? null
    return rollout === null ? refuse(404, 'This image has no attention map.') : answerBytes(rollout, { cache })
  } catch (error) {
    if (error instanceof GlanceError) return refuse(error.code === 'not-found' ? 404 : 422, error.text)
    throw error
  }
}

async function readThumbnail(workspace: Workspace, image: ImageRow): Promise<Bytes> {
  const cache = new ThumbnailCache(locateData().thumbnails)
  const kept = image.hash === null ? null : await cache.readThumbnail(image.hash)
  if (kept !== null) return kept as Bytes
  const bytes = await readImage(workspace.locate(image), { fileName: image.path })
  const { width, height, format, thumbnail } = await decodeImage(bytes, {
    fileName: image.path,
    sizes: noPixels,
    thumbnail: true,
  })
  const hash = hashContent(bytes)
  await cache.writeThumbnail(hash, thumbnail!).catch(() => undefined) // it is shown all the same, and made again next time
  // What was learned on the way spares the next look; a file that changed since the scan is the next scan's business. Another project may be
  // shown by now, and its images have the same numbers.
  if (image.hash === null && image.state === 'new' && workspace === findWorkspace() && !workspace.isReadOnly)
    recordContent(workspace.writable(), image.id, { hash, width, height, format })
  return thumbnail as Bytes
}

async function readPhoto(workspace: Workspace, image: ImageRow, cache: string): Promise<Response> {
  const bytes = await readImage(workspace.locate(image), { fileName: image.path })
  const sniffed = sniffFormat(bytes)
  const type = sniffed !== null && 'format' in sniffed ? shownAsIs[sniffed.format] : undefined
  return type === undefined
    ? answerBytes(await readThumbnail(workspace, image), { type: 'image/webp', cache })
    : answerBytes(bytes, { type, cache })
}

function answerEmbeddingMap(): Response {
  const workspace = findWorkspace()
  if (workspace === null) return refuse(422, 'No folder is open. Open a folder first.')
  const map = packEmbeddingMap(workspace)
  return map === null ? refuse(404, 'This model has no embedding map yet. Make it first.') : answerBytes(map)
}

const csvQuery = calls.export.pick({ threshold: true, topK: true, excelSafe: true })

/** The labels as a download. */
async function exportCsv(query: URLSearchParams): Promise<Response> {
  const number = (name: string): number | undefined => (query.has(name) ? Number(query.get(name)) : undefined)
  const options = csvQuery.safeParse({
    threshold: number('threshold'),
    topK: number('topK'),
    excelSafe: query.get('excelSafe') === '1',
  })
  if (!options.success)
    return refuse(400, options.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  const workspace = findWorkspace()
  if (workspace === null) return refuse(422, 'No folder is open. Open a folder first.')
  const folder = await mkdtemp(join(tmpdir(), 'glance-export-'))
  const file = join(folder, 'labels.csv')
  const removeFolder = (): void => void rm(folder, { recursive: true, force: true })
  try {
    await runExport(
      { catalog: workspace.catalog.file, csv: file, ...options.data },
      {
        data: locateData(),
        emit: () => undefined,
        signal: new AbortController().signal,
      },
    )
  } catch (error) {
    removeFolder()
    if (error instanceof GlanceError) return refuse(422, error.text)
    throw error
  }
  const stream = createReadStream(file).on('close', removeFolder)
  return new Response(Readable.toWeb(stream) as ReadableStream<Bytes>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="labels.csv"',
      'cache-control': 'no-store',
    },
  })
}
