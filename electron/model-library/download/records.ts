import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomicSync } from '../../lib/atomic-file.ts'
import { errnoOf } from '../../lib/errno.ts'
import { errorDetailsSchema } from '../../catalog/error-details.ts'
import { GlanceError } from '../../../models/errors.ts'
import { sourceKinds } from '../../../models/known-models.ts'
import { precisions } from '../../../models/deit/config.ts'
import { downloadStates } from '../calls.ts'

/** What is written down of a download beside its part, so that it outlives the process. */
const schema = z.object({
  modelId: z.string(),
  source: z.enum(sourceKinds),
  precision: z.enum(precisions),
  /** Of the source, before any mirror. */
  url: z.string(),
  state: z.enum(downloadStates),
  version: z.object({ validator: z.string().nullable(), total: z.number().nullable() }),
  /** Whether all of it is there and its checksum was right. */
  isWhole: z.boolean(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      details: errorDetailsSchema.optional().catch(undefined),
    })
    .nullable(),
})
export type DownloadRecord = z.infer<typeof schema>

/** The files of the downloads in one folder. */
export class DownloadRecords {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  part(modelId: string): string {
    return join(this.folder, `${checkName(modelId)}.part`)
  }

  lock(modelId: string): string {
    return join(this.folder, `${checkName(modelId)}.lock`)
  }

  /** By model id; records that are damaged are left out, and what is there of them is fetched again. */
  list(): DownloadRecord[] {
    let names: string[]
    try {
      names = readdirSync(this.folder)
    } catch {
      return [] // nothing fetched yet
    }
    return names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .flatMap((name) => this.find(name.slice(0, -'.json'.length)) ?? [])
  }

  find(modelId: string): DownloadRecord | null {
    try {
      const record = schema.parse(JSON.parse(readFileSync(this.#file(modelId), 'utf8')))
      return record.modelId === modelId ? record : null
    } catch {
      return null
    }
  }

  /** @throws GlanceError `disk-full` or `unreadable` */
  write(record: DownloadRecord): void {
    const file = this.#file(record.modelId)
    try {
      writeFileAtomicSync(file, JSON.stringify(record))
    } catch (cause) {
      throw new GlanceError(
        errnoOf(cause) === 'ENOSPC' ? 'disk-full' : 'unreadable',
        '{path} cannot be written: {reason}.',
        'Free some space, or set GLANCE_DATA to a writable folder.',
        { params: { path: file, reason: (cause as Error).message }, cause },
      )
    }
  }

  bytes(modelId: string): number {
    return statSync(this.part(modelId), { throwIfNoEntry: false })?.size ?? 0
  }

  removePart(modelId: string): void {
    rmSync(this.part(modelId), { force: true })
  }

  remove(modelId: string): void {
    this.removePart(modelId)
    rmSync(this.#file(modelId), { force: true })
  }

  #file(modelId: string): string {
    return join(this.folder, `${checkName(modelId)}.json`)
  }
}

/** Ids come from pages, too, and become names of files: none may lead out of the folder. */
function checkName(modelId: string): string {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u.test(modelId)) return modelId
  throw new GlanceError('wrong-use', '"{id}" is not a model id.', '', { params: { id: modelId } })
}
