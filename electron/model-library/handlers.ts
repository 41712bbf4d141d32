import { GlanceError } from '../../models/errors.ts'
import { readNetwork, writeNetwork } from './network.ts'
import type { modelLibraryCalls, ModelLibraryInfo } from './calls.ts'
import { convertInThread } from './import/import-thread.ts'
import { getInstalled, removeInstalled } from './installed.ts'
import { isRunning } from './in-use.ts'
import { findKnown } from './known.ts'
import { changeLibraryFile } from './library-file.ts'
import { folderWatch } from './folder-watch.ts'
import { describeLibraryModel } from './describe-model.ts'
import type { CallContext, HandlersOf } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import type { Service } from '../project/service.ts'
import { listModels, runImport } from './terminal-calls.ts'
import type { ModelLibraryEvent } from './events.ts'
import { describeModelLibrary, downloads, findKnownOrNull } from './model-library.ts'

/** The model library after a change; every page gets an event. */
function answerChanged({ service, emit }: CallContext<ModelLibraryEvent>): Promise<ModelLibraryInfo> {
  service.get(folderWatch).see()
  emit({ type: 'model-library' })
  return describeModelLibrary(service)
}

/** The model library. */
export const modelLibraryHandlers = {
  models: listModels,
  importModel: runImport,
  listModelLibrary: (_args, { service, data, emit }) => {
    // What was interrupted by the end of a process resumes by itself, as every job does.
    service.get(downloads).resume(findKnownOrNull, readNetwork(data), emit)
    service.get(folderWatch).start(() => emit({ type: 'model-library' }))
    return describeModelLibrary(service)
  },
  startDownload: ({ model, source, precision }, context) => {
    const { service, data, emit } = context
    service.get(downloads).start({ model: findKnown(model), source, precision }, readNetwork(data), emit)
    return describeModelLibrary(service)
  },
  pauseDownload: async ({ model }, { service }) => {
    await service.get(downloads).pause(model)
    return describeModelLibrary(service)
  },
  discardDownload: async ({ model }, context) => {
    await context.service.get(downloads).discard(model)
    return answerChanged(context)
  },
  makeVariant: async ({ model: id, resolution, precision }, context) => {
    const { data, emit } = context
    const model = getInstalled(data.models, id)
    if (model.metadata.kind === 'foreign')
      throw new GlanceError(
        'wrong-use',
        '{model} is an external classifier: Glance runs it as it is.',
        'Only DeiT and ViT models can be made at another resolution or precision.',
        { params: { model: id } },
      )
    const wanted = {
      resolution: resolution ?? model.metadata.preprocessing.size,
      precision: precision ?? model.precision,
    }
    if (wanted.resolution === model.metadata.preprocessing.size && wanted.precision === model.precision) {
      throw new GlanceError(
        'wrong-use',
        '{model} already has {pixels} pixels in {precision}.',
        'Choose another resolution or precision.',
        { params: { model: id, pixels: wanted.resolution, precision: wanted.precision } },
      )
    }
    const variant = await convertInThread({ variant: { file: id, modelsFolder: data.models, ...wanted } })
    context.service.get(folderWatch).see()
    emit({ type: 'model-library' })
    return describeLibraryModel(variant, data.models)
  },
  renameModel: ({ id, title }, context) => {
    const { data } = context
    getInstalled(data.models, id)
    changeLibraryFile(data.models, (modelLibrary) => ({
      ...modelLibrary,
      titles: { ...modelLibrary.titles, [id]: title },
    }))
    return answerChanged(context)
  },
  setDefaultModel: ({ id }, context) => {
    const { data } = context
    const chosen = id === null || getInstalled(data.models, id).isEmbedded ? null : id
    changeLibraryFile(data.models, (modelLibrary) => ({ ...modelLibrary, default: chosen }))
    return answerChanged(context)
  },
  removeModel: ({ id }, context) => {
    const { data } = context
    refuseRunning(context.service, id)
    removeInstalled(data.models, id)
    changeLibraryFile(data.models, ({ titles, default: chosen }) => ({
      titles: Object.fromEntries(Object.entries(titles).filter(([other]) => other !== id)),
      default: chosen === id ? null : chosen,
    }))
    return answerChanged(context)
  },
  setNetwork: (network, context) => {
    writeNetwork(context.data, network)
    return answerChanged(context)
  },
} satisfies HandlersOf<typeof modelLibraryCalls, ProjectEvent | ModelLibraryEvent>

function refuseRunning(service: Service, id: string): void {
  if (!isRunning(service, id)) return
  throw new GlanceError(
    'wrong-use',
    '{model} is running a pre-label job.',
    'Wait for it or cancel it, then remove the model.',
    { params: { model: id } },
  )
}
