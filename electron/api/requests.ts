import { answerFile } from './files.ts'
import { answerInference } from '../predict/page-batches.ts'
import { pageEngines } from '../predict/page-engines.ts'
import type { Service } from '../project/service.ts'
import { answerUpload } from '../model-library/uploads.ts'

/**
 * Every request of the page that is no call and no file of the page itself:
 * photos, maps, the CSV, the model's batches, files that a browser sends.
 */
export function answerRequest(request: Request, service: Service): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/files/upload') return answerUpload(request, service.data)
  return pathname.startsWith('/inference/')
    ? answerInference(request, service.get(pageEngines))
    : answerFile(request, service)
}
