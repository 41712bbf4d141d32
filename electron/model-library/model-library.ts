import { readdirSync, statSync } from 'node:fs'
import { readNetwork } from './network.ts'
import { basename, join } from 'node:path'
import { Downloads } from './download/downloads.ts'
import { findFreeBytes } from './download/space.ts'
import { describeFailure } from '../../models/errors.ts'
import type { KnownModel, ModelLibraryInfo } from './calls.ts'
import type { Resource } from '../project/resources.ts'
import type { Service } from '../project/service.ts'
import { convertInThread } from './import/import-thread.ts'
import { findDefaultId, listInstalled } from './installed.ts'
import { findKnown, listKnownOr } from './known.ts'
import { readMeasurements } from './measurements.ts'
import { nameVariant } from './import/variant.ts'
import { folderWatch } from './folder-watch.ts'
import { describeLibraryModel } from './describe-model.ts'

/**
 * The downloads of this process:
 * they run while no call waits for them, stop with the process, and resume when the model library is shown again.
 */
export const downloads: Resource<Service, Downloads> = {
  make: (service) =>
    new Downloads({
      folder: service.data.downloads,
      async install(file, { model, source, precision }) {
        const { id } = await convertInThread({
          import: {
            file,
            originFile: basename(new URL(source.url).pathname),
            modelsFolder: service.data.models,
            name: nameVariant(model.id, null, precision),
            precision,
            known: [model],
            knownId: model.id,
          },
        })
        service.get(folderWatch).see()
        return id
      },
    }),
  close: (made) => made.close(),
}

/** The known model of a download to resume; null where the registry has lost it. */
export function findKnownOrNull(id: string): KnownModel | null {
  try {
    return findKnown(id)
  } catch {
    return null
  }
}

/**
 * All of the model library. Weights are not read, so it is cheap to ask for again.
 * What cannot be read, an own registry too, is among its problems.
 */
export async function describeModelLibrary(service: Service): Promise<ModelLibraryInfo> {
  const { data } = service
  const problems: ModelLibraryInfo['problems'] = []
  const addProblem = (error: Error, file: string): void => void problems.push({ file, ...describeFailure(error) })
  const known = [...listKnownOr([], addProblem)]
  const installed = listInstalled(data.models, addProblem)
  return {
    known,
    installed: installed.map((model) => describeLibraryModel(model, data.models)),
    downloads: service.get(downloads).list(),
    measurements: readMeasurements(data),
    defaultModel: findDefaultId(data.models),
    folder: data.models,
    usedBytes: countBytes(data.models) + countBytes(data.downloads),
    freeBytes: await findFreeBytes(data.models),
    network: readNetwork(data),
    problems,
  }
}

function countBytes(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { name }) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0)
  } catch {
    return 0 // nothing there yet
  }
}
