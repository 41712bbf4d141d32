import { GlanceError } from '../../../models/errors.ts'
import type { CallContext } from '../../project/context.ts'
import type { ProjectEvent } from '../../project/events.ts'
import { note } from '../../project/note.ts'
import type { LibraryModel } from '../calls.ts'
import { describeLibraryModel } from '../describe-model.ts'
import type { ModelLibraryEvent } from '../events.ts'
import { folderWatch } from '../folder-watch.ts'
import { convertInThread } from '../import/import-thread.ts'
import { isInUse } from '../in-use.ts'
import { listInstalled, removeInstalled } from '../installed.ts'
import { changeLibraryFile } from '../library-file.ts'
import type { TaughtHeads } from './make-taught-model.ts'

export interface TaughtRequest extends TaughtHeads {
  /** The backbone: an installed model's id, `default`, or an .onnx file of Glance's. */
  model: string
}

/**
 * Makes a taught model and installs it under its name. One that was taught before under that name is replaced, and
 * where it was the default the new one is; what it predicted in projects stays. It is kept beside the new one while
 * the project that is shown uses it, until it is renewed again.
 *
 * @returns the new model, and the ids of the replaced ones
 * @throws GlanceError and RangeError as `makeTaughtModel` does; nothing is replaced then
 */
export async function installTaughtModel(
  request: TaughtRequest,
  { service, data, emit }: Pick<CallContext<ProjectEvent | ModelLibraryEvent>, 'service' | 'data' | 'emit'>,
): Promise<{ model: LibraryModel; replaced: string[] }> {
  const { model: file, ...taught } = request
  const { name } = taught
  const made = await convertInThread({ taught: { ...taught, file, modelsFolder: data.models } })
  const earlier = listTaught(data.models, name).filter((id) => id !== made.id)
  const unused = earlier.filter((id) => !isInUse(service, id))
  changeLibraryFile(data.models, ({ titles, default: chosen }) => ({
    titles: { ...Object.fromEntries(Object.entries(titles).filter(([id]) => !unused.includes(id))), [made.id]: name },
    default: chosen !== null && earlier.includes(chosen) ? made.id : chosen,
  }))
  const replaced = unused.filter((id) => remove(data.models, id))
  for (const model of earlier.filter((id) => !replaced.includes(id)))
    emit(note('The earlier {model} stays in the model library: it is in use.', { model }))
  service.get(folderWatch).see()
  emit({ type: 'model-library' })
  return { model: describeLibraryModel(made, data.models), replaced }
}

/** Ids of the taught models that the model library shows under that name. */
const listTaught = (modelsFolder: string, name: string): string[] =>
  listInstalled(modelsFolder, () => undefined) // what cannot be read has no name
    .filter(({ metadata }) => metadata.taught !== undefined)
    .filter((model) => describeLibraryModel(model, modelsFolder).title === name)
    .map(({ id }) => id)

/** Whether it could be removed: another program may have the file open. */
function remove(modelsFolder: string, id: string): boolean {
  try {
    removeInstalled(modelsFolder, id)
    return true
  } catch (error) {
    if (error instanceof GlanceError) return false
    throw error
  }
}
