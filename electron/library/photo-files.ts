import { recordContent } from '../catalog/queries/images.ts'
import { decodeImage } from '../images/decode.ts'
import { sniffFormat } from '../images/formats.ts'
import { hashContent, readImage } from '../images/read.ts'
import { ThumbnailCache } from '../images/thumbnails.ts'
import { answerBytes } from '../lib/http-answer.ts'
import type { ImageFileRequest, ImageFiles } from '../project/image-files.ts'

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

/** A photo and its thumbnail. */
export const photoFiles = {
  thumbnail: answerThumbnail,
  async photo(request) {
    const { project, image, cache } = request
    const bytes = await readImage(project.locate(image), { fileName: image.path })
    const sniffed = sniffFormat(bytes)
    const type = sniffed !== null && 'format' in sniffed ? shownAsIs[sniffed.format] : undefined
    return type === undefined ? answerThumbnail(request) : answerBytes(bytes, { type, cache })
  },
} satisfies ImageFiles

async function answerThumbnail(request: ImageFileRequest): Promise<Response> {
  return answerBytes(await readThumbnail(request), { type: 'image/webp', cache: request.cache })
}

async function readThumbnail({ service, project, image }: ImageFileRequest): Promise<Uint8Array> {
  const cache = new ThumbnailCache(service.data.thumbnails)
  const kept = image.hash === null ? null : await cache.readThumbnail(image.hash)
  if (kept !== null) return kept
  const bytes = await readImage(project.locate(image), { fileName: image.path })
  const { width, height, format, thumbnail } = await decodeImage(bytes, {
    fileName: image.path,
    sizes: noPixels,
    thumbnail: true,
  })
  const hash = hashContent(bytes)
  // Where it cannot be written it is shown all the same, and made again next time.
  await cache.writeThumbnail(hash, thumbnail!).catch(() => undefined)
  // What was learned on the way need not be read again; a file that changed since the scan is left to the next scan.
  // Another project may be shown by now, and its images have the same numbers.
  if (image.hash === null && image.state === 'new' && project === service.shown && !project.isReadOnly)
    recordContent(project.writable(), image.id, { hash, width, height, format })
  return thumbnail!
}
