import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { GlanceError } from '../../models/errors.ts'
import type { Service } from '../project/service.ts'
import { refuseFor } from '../project/refusal.ts'
import { schemaError } from '../project/schema-error.ts'
import { exportArgs, type ExportedPredictions, exportProject } from './export.ts'
import type { ExportFormat } from './format.ts'

const query = exportArgs.pick({ predictions: true, threshold: true, topK: true, excelSafe: true })

/** The labels of the project that is shown, as a download in this format; 422 where they cannot be written. */
export async function downloadLabels(
  service: Service,
  format: ExportFormat,
  params: URLSearchParams,
  findTaught: ExportedPredictions,
): Promise<Response> {
  const number = (name: string): number | undefined => (params.has(name) ? Number(params.get(name)) : undefined)
  const options = query.safeParse({
    predictions: params.get('predictions') === '1',
    threshold: number('threshold'),
    topK: number('topK'),
    excelSafe: params.get('excelSafe') === '1',
  })
  if (!options.success) return refuseFor(400, schemaError(options.error))
  const { extension, mediaType } = format
  const { catalog } = service.project
  const folder = await mkdtemp(join(tmpdir(), 'glance-export-'))
  const file = join(folder, `labels.${extension}`)
  const removeFolder = (): void => void rm(folder, { recursive: true, force: true })
  try {
    const args = { catalog: catalog.file, csv: file, format: format.id, ...options.data }
    await exportProject(args, service, findTaught)
  } catch (error) {
    removeFolder()
    if (error instanceof GlanceError) return refuseFor(422, error)
    throw error
  }
  const stream = createReadStream(file).on('close', removeFolder)
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="labels.${extension}"`,
      'cache-control': 'no-store',
    },
  })
}
