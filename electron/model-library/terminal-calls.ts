import { type Precision, precisions } from '../../models/deit/config.ts'
import { z } from 'zod'
import { dirname } from 'node:path'
import { readNetwork } from './network.ts'
import { rmSync } from 'node:fs'
import { type KnownModel, type ModelInfo, type modelLibraryCalls } from './calls.ts'
import { sourceKinds } from '../../models/known-models.ts'
import { convertInThread } from './import/import-thread.ts'
import { findDefaultId, getInstalled, listInstalled } from './installed.ts'
import { findKnown, listKnown, listKnownOr } from './known.ts'
import { folderWatch } from './folder-watch.ts'
import { describeModel, describeLibraryModel } from './describe-model.ts'
import { reasonOf } from '../../models/errors.ts'
import { note } from '../project/note.ts'
import type { CallContext } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import type { ModelLibraryEvent } from './events.ts'
import { downloads } from './model-library.ts'
import { isUpload } from './uploads.ts'

type Context = CallContext<ProjectEvent | ModelLibraryEvent>

/** Checkpoint or ONNX in, installed model out. What a browser sent for it is removed, whatever becomes of it. */
export async function runImport(
  args: z.output<typeof modelLibraryCalls.importModel>,
  { service, data, emit }: Context,
): Promise<ModelInfo> {
  const { file } = args
  const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as {
    file: string
    precision: Precision
  }
  try {
    const model = await convertInThread({
      import: { ...given, modelsFolder: data.models, known: [...listKnownOr([])] },
    })
    if (model.metadata.kind === 'foreign') {
      const text =
        '{file} does not contain its preprocessing: "{preprocessing}" is assumed. If its predictions look random, set --preprocessing.'
      emit(note(text, { file, preprocessing: args.preprocessing ?? 'imagenet' }))
    }
    service.get(folderWatch).see()
    emit({ type: 'model-library' })
    return describeLibraryModel(model, data.models)
  } finally {
    for (const each of [file, args.labels]) {
      if (each !== undefined && isUpload(data, each)) rmSync(dirname(each), { recursive: true, force: true })
    }
  }
}

/** What is installed, the embedded model first. */
export function listModels(_args: z.output<typeof modelLibraryCalls.models>, { data, emit }: Context): ModelInfo[] {
  const installed = listInstalled(data.models, (error) => emit(note('{reason}', { reason: reasonOf(error) })))
  const defaultId = findDefaultId(data.models)
  return installed.map((model) => describeModel(model, defaultId))
}

/** As the person types it; `mirror` and `proxy` in place of what was set in the app. */
const fetchArgs = z.strictObject({
  model: z.string().min(1),
  source: z.enum(sourceKinds).optional(),
  precision: z.enum(precisions).default('float32'),
  mirror: z.url({ protocol: /^https?$/ }).optional(),
  proxy: z.url({ protocol: /^https?$/ }).optional(),
})

/** Fetches a known model and installs it; resumes a part, and does nothing where it is installed. */
async function fetchModel(
  { model: id, source, precision, mirror, proxy }: z.output<typeof fetchArgs>,
  { service, data, emit, signal }: Context,
): Promise<ModelInfo> {
  const model = findKnown(id)
  const before = listInstalled(data.models, () => undefined).find(
    ({ metadata, precision: has }) =>
      metadata.knownId === id && has === precision && metadata.preprocessing.size === model.size,
  )
  if (before !== undefined) {
    emit(note('{id} is already installed.', { id }))
    return describeLibraryModel(before, data.models)
  }
  const network = {
    ...readNetwork(data),
    ...(mirror === undefined ? {} : { mirror }),
    ...(proxy === undefined ? {} : { proxy }),
  }
  const installed = await service.get(downloads).run({ model, source, precision }, network, emit, signal)
  return describeLibraryModel(getInstalled(data.models, installed), data.models)
}

/** What no page may call. */
export const modelTerminalCalls = {
  /** What `fetchModel` can fetch. */
  knownModels: { args: z.strictObject({}), handle: (): KnownModel[] => [...listKnown()] },
  /** Downloads a known model and installs it; resumes where a part of it is there. */
  fetchModel: { args: fetchArgs, handle: fetchModel },
}
