import { parentPort } from 'node:worker_threads'
import type { InstalledModel } from '../installed.ts'
import type { ImportOptions } from './import-options.ts'
import { serve } from '../../../models/worker-rpc.ts'
import type { TaughtHeads } from '../taught/make-taught-model.ts'
import { importModel, installTaught, installVariant } from './import-model.ts'
import type { VariantOptions } from './variant.ts'

/** What the thread is asked to convert. */
export type ImportTask =
  | { import: ImportOptions }
  | { variant: VariantOptions & { file: string; modelsFolder: string } }
  | { taught: TaughtHeads & { file: string; modelsFolder: string } }

/*
 * A thread for one conversion: reading,
 * checking and writing hundreds of megabytes takes seconds in which the service answers others.
 */
const handlers = {
  /** The path of the model that was made. */
  async convert(task: ImportTask): Promise<string> {
    const { path } = await run(task)
    return path
  },
}

function run(task: ImportTask): Promise<InstalledModel> {
  if ('import' in task) return importModel(task.import)
  return 'variant' in task ? installVariant(task.variant) : installTaught(task.taught)
}

export type ImportCalls = typeof handlers

serve(parentPort!, handlers)
