import { Worker } from 'node:worker_threads'
import { GlanceError } from '../../../models/errors.ts'
import { connectThread } from '../../../models/worker-rpc.ts'
import type { ImportCalls, ImportTask } from './import-worker.ts'
import { type ModelSummary, summarize } from '../installed.ts'

/**
 * Converts and installs in a thread of its own. What is under way is not interrupted:
 * its file appears whole or not at all.
 *
 * @throws GlanceError as `importModel` and `installVariant` do, or where memory ran out
 */
export async function convertInThread(task: ImportTask): Promise<ModelSummary> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url))
  const thread = connectThread<ImportCalls>(worker, (error) =>
    error === null
      ? new GlanceError('internal', 'The conversion was interrupted.', 'Start it again.')
      : new GlanceError(
          'engine-failed',
          'The model could not be converted: {reason}.',
          'Close other programs and try again.',
          { params: { reason: error.message }, cause: error },
        ),
  )
  try {
    return summarize(await thread.call('convert', task))
  } finally {
    await worker.terminate()
  }
}
