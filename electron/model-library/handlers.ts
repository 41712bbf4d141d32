import { GlanceError } from '../../models/errors.ts'
import type { Shelf } from './calls.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import { convertInThread } from './import/import-thread.ts'
import { getInstalled, removeInstalled } from './installed.ts'
import { findKnown } from './known.ts'
import { changeShelfFile } from './library-file.ts'
import { findWorkspace } from '../project/current.ts'
import { describeShelfModel } from './describe-model.ts'
import { readNetwork, writeNetwork } from '../project/preferences.ts'
import type { CallContext } from '../api/dispatch.ts'
import { describeShelf, findKnownOrNull, getDownloads } from './model-library.ts'
import type { Handlers } from '../project/handler.ts'

/** The shelf after a change, which every page is told of. */
function answerChanged({ data, emit }: CallContext): Promise<Shelf> {
  emit({ type: 'shelf' })
  return describeShelf(data)
}

/** The model shelf. */
export const shelfHandlers = {
  listShelf: ({}, { data, emit }) => {
    // What was broken off by the end of a process goes on by itself, as every job does.
    getDownloads(data).resume(findKnownOrNull, readNetwork(data), emit)
    return describeShelf(data)
  },
  startDownload: ({ model, source, precision }, context) => {
    const { data, emit } = context
    getDownloads(data).start({ model: findKnown(model), source, precision }, readNetwork(data), emit)
    return describeShelf(data)
  },
  pauseDownload: async ({ model }, { data }) => {
    await getDownloads(data).pause(model)
    return describeShelf(data)
  },
  discardDownload: async ({ model }, context) => {
    await getDownloads(context.data).discard(model)
    return answerChanged(context)
  },
  makeVariant: async ({ model: id, resolution, precision }, context) => {
    const { data, emit } = context
    const model = getInstalled(data.models, id)
    if (model.metadata.kind === 'foreign')
      throw new GlanceError(
        'wrong-use',
        `${id} is an external classifier: Glance runs it as it is.`,
        'Only DeiT and ViT models can be made at another resolution or precision.',
      )
    const wanted = {
      resolution: resolution ?? model.metadata.preprocessing.size,
      precision: precision ?? model.precision,
    }
    if (wanted.resolution === model.metadata.preprocessing.size && wanted.precision === model.precision) {
      throw new GlanceError(
        'wrong-use',
        `${id} already has ${wanted.resolution} pixels in ${wanted.precision}.`,
        'Choose another resolution or precision.',
      )
    }
    const variant = await convertInThread({ variant: { file: id, modelsFolder: data.models, ...wanted } })
    emit({ type: 'shelf' })
    return describeShelfModel(variant, data.models)
  },
  renameModel: ({ id, title }, context) => {
    const { data } = context
    getInstalled(data.models, id)
    changeShelfFile(data.models, (shelf) => ({ ...shelf, titles: { ...shelf.titles, [id]: title } }))
    return answerChanged(context)
  },
  setDefaultModel: ({ id }, context) => {
    const { data } = context
    const chosen = id === null || getInstalled(data.models, id).isEmbedded ? null : id
    changeShelfFile(data.models, (shelf) => ({ ...shelf, default: chosen }))
    return answerChanged(context)
  },
  removeModel: ({ id }, context) => {
    const { data } = context
    refuseInUse(id)
    removeInstalled(data.models, id)
    changeShelfFile(data.models, ({ titles, default: chosen }) => ({
      titles: Object.fromEntries(Object.entries(titles).filter(([other]) => other !== id)),
      default: chosen === id ? null : chosen,
    }))
    return answerChanged(context)
  },
  setNetwork: (network, context) => {
    writeNetwork(context.data, network)
    return answerChanged(context)
  },
} satisfies Handlers

function refuseInUse(id: string): void {
  const workspace = findWorkspace()
  if (workspace === null || !workspace.isBusy || getSetting(workspace.catalog, 'unfinished') !== id) return
  throw new GlanceError(
    'wrong-use',
    `${id} is running a pre-label job.`,
    'Wait for it or cancel it, then remove the model.',
  )
}
