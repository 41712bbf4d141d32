import { parentPort, workerData } from 'node:worker_threads'
import { importModel, installVariant } from './import-model.ts'
import { type ImportReply, type ImportTask, packError } from './import-messages.ts'

/** A thread for one conversion: reading, checking and writing hundreds of megabytes takes seconds in which the service answers others. */
const post = (reply: ImportReply): void => parentPort!.postMessage(reply)
const task = workerData as ImportTask

try {
  const { path } = 'import' in task ? await importModel(task.import) : await installVariant(task.variant)
  post({ path })
} catch (error) {
  post({ failed: packError(error) })
}
