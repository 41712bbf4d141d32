import { Worker } from 'node:worker_threads'
import { GlanceError } from '../../../models/errors.ts'
import { type ImportReply, type ImportTask, unpackError } from './import-messages.ts'
import { type ModelSummary, summarize } from '../installed.ts'

/**
 * Converts and installs in a thread of its own. What is under way is not broken off: its file appears whole or not at all.
 *
 * @throws GlanceError as `importModel` and `installVariant` do, or where memory ran out
 */
export async function convertInThread(task: ImportTask): Promise<ModelSummary> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { workerData: task })
  const path = await new Promise<string>((resolve, reject) => {
    worker.on('message', (reply: ImportReply) => {
      if ('failed' in reply) reject(unpackError(reply.failed))
      else resolve(reply.path)
    })
    worker.on('error', (error: Error) =>
      reject(
        new GlanceError(
          'engine-failed',
          `The model could not be converted: ${error.message}.`,
          'Close other programs and try again.',
          { cause: error },
        ),
      ),
    )
    worker.on('exit', () => reject(new GlanceError('internal', 'The conversion broke off.', 'Start it again.')))
  })
  return summarize(path)
}
