import { attentionFiles } from '../attention/files.ts'
import { getImage } from '../catalog/queries/images.ts'
import { downloadLabels } from '../formats/download.ts'
import { exportFormats } from '../formats/formats.ts'
import { refuse, cachedForEver } from '../lib/http-answer.ts'
import { photoFiles } from '../library/photo-files.ts'
import { checkVersion } from '../library/shown-cards.ts'
import { GlanceError } from '../../models/errors.ts'
import type { ImageFileRequest, ImageFiles } from '../project/image-files.ts'
import { refuseFor } from '../project/refusal.ts'
import type { Service } from '../project/service.ts'
import { answerEmbeddingMap } from '../similarity/embedding-map-file.ts'
import { answerStatement } from '../teach/audit/statement-download.ts'
import { findShownTaught } from '../teach/shown-taught.ts'

const imageFiles: ImageFiles = { ...photoFiles, ...attentionFiles }

/**
 * Answers for `/files/<name>/<id>` of an image, `/files/embedding-map`, `/files/export.<format>` and
 * `/files/audit-statement`. Images are named
 * by id and never by path, so that no request reaches a file which is not in the project. The address contains the
 * project and the image's version: one that is out of date is refused, so that no photo is ever shown in place of
 * another.
 */
export async function answerFile(request: Request, service: Service): Promise<Response> {
  if (request.method !== 'GET') return refuse(405, 'Only GET is allowed here.')
  const { pathname, searchParams } = new URL(request.url)
  try {
    const format = exportFormats.find(({ id }) => pathname === `/files/export.${id}`)
    if (format !== undefined) return await downloadLabels(service, format, searchParams, findShownTaught(service))
    if (pathname === '/files/audit-statement') return answerStatement(service.project.catalog, searchParams)
    if (pathname === '/files/embedding-map') return answerEmbeddingMap(service.project)
    const match = /^\/files\/([a-z]+)\/([1-9]\d{0,14})$/.exec(pathname)
    // Names come from outside: "constructor" must not find anything.
    if (match === null || !Object.hasOwn(imageFiles, match[1]!)) return refuse(404, 'File not found.')
    const found = findImage(service, Number(match[2]), searchParams)
    return found instanceof Response ? found : await imageFiles[match[1]!]!(found)
  } catch (error) {
    if (error instanceof GlanceError) return refuseFor(error.code === 'not-found' ? 404 : 422, error)
    throw error
  }
}

function findImage(service: Service, id: number, query: URLSearchParams): ImageFileRequest | Response {
  const { project } = service
  const image = getImage(project.catalog, id)
  if (image === null)
    return refuseFor(
      404,
      new GlanceError('not-found', 'There is no photo {id} in this project.', '', { params: { id } }),
    )
  const [version, model] = [query.get('v'), query.get('m')]
  const known = version === null ? 'scan' : checkVersion(project, image, version)
  if (known === null || (model !== null && model !== project.model?.key))
    return refuseFor(409, new GlanceError('wrong-use', 'Another folder or model was opened.'))
  return { service, project, image, query, cache: known === 'content' ? cachedForEver : 'no-store' }
}
