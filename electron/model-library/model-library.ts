import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Downloads } from './download/downloads.ts'
import { findFreeBytes } from './download/space.ts'
import { GlanceError } from '../../models/errors.ts'
import type { KnownModel, Shelf } from './calls.ts'
import type { DataFolder } from '../project/data-folder.ts'
import { convertInThread } from './import/import-thread.ts'
import { findDefaultId, listInstalled } from './installed.ts'
import { findKnown, listKnownOr } from './known.ts'
import { readMeasurements } from './measurements.ts'
import { nameVariant } from './import/variant.ts'
import { describeShelfModel } from './describe-model.ts'
import { readNetwork } from '../project/preferences.ts'

/** One for each data folder: a process has one, tests have many. */
const all = new Map<string, Downloads>()

/** The downloads of a data folder; they go on while no call waits for them. */
export function getDownloads(data: DataFolder): Downloads {
  const kept = all.get(data.downloads)
  if (kept !== undefined) return kept
  const downloads = new Downloads({
    folder: data.downloads,
    async install(file, { model, source, precision }) {
      const { id } = await convertInThread({
        import: {
          file,
          originFile: basename(new URL(source.url).pathname),
          modelsFolder: data.models,
          name: nameVariant(model.id, null, precision),
          precision,
          known: [model],
          knownId: model.id,
        },
      })
      return id
    },
  })
  all.set(data.downloads, downloads)
  return downloads
}

/** Stops the downloads of this process; they go on by themselves when the shelf is shown again. */
export async function closeDownloads(): Promise<void> {
  const open = [...all.values()]
  all.clear()
  await Promise.all(open.map((downloads) => downloads.close()))
}

/** The known model of a download that is to go on; null where the registry has lost it. */
export function findKnownOrNull(id: string): KnownModel | null {
  try {
    return findKnown(id)
  } catch {
    return null
  }
}

/** All of the shelf. Weights are not read, so it is cheap to ask for again. What cannot be read, an own registry too, is among its problems. */
export async function describeShelf(data: DataFolder): Promise<Shelf> {
  const problems: Shelf['problems'] = []
  const addProblem = (error: Error, file: string): void => void problems.push({ file, message: textOf(error) })
  const known = [...listKnownOr([], addProblem)]
  const installed = listInstalled(data.models, addProblem)
  return {
    known,
    installed: installed.map((model) => describeShelfModel(model, data.models)),
    downloads: getDownloads(data).list(),
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

const textOf = (error: Error): string => (error instanceof GlanceError ? error.text : error.message)
