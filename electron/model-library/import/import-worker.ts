import { parentPort } from 'node:worker_threads'
import type { ImportOptions } from './import-options.ts'
import { serve } from '../../../models/worker-rpc.ts'
import { importModel, installVariant } from './import-model.ts'
import type { VariantOptions } from './variant.ts'

/** What the thread is asked to convert. */
export type ImportTask =
  { import: ImportOptions } | { variant: VariantOptions & { file: string; modelsFolder: string } }

/*
 * A thread for one conversion: reading,
 * checking and writing hundreds of megabytes takes seconds in which the service answers others.
 */
const handlers = {
  /** The path of the model that was made. */
  async convert(task: ImportTask): Promise<string> {
    const { path } = 'import' in task ? await importModel(task.import) : await installVariant(task.variant)
    return path
  },
}
export type ImportCalls = typeof handlers

serve(parentPort!, handlers)
