import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GlanceError } from '../contract/errors.ts'
import { type ModelMetadata, parseOnnx, readMetadata } from '../../models/onnx/metadata.ts'
import type { ModelFile } from '../../models/inference/engine-model.ts'
import { defaultModelAlias, defaultModelFile } from '../../models/registry.ts'

/** A model that can be run: its id names it in the terminal and in every catalog. */
export interface InstalledModel extends ModelFile {
  id: string
  path: string
}

/** A name with the first 8 digits of a sha256, as torch's hub does it: two different models never share an id. */
const makeId = ({ name, fingerprint }: ModelMetadata): string => `${name}-${fingerprint.slice(0, 8)}`

/** Writes a model's file into the data folder, whole or not at all; gives its id. */
export function install(modelsFolder: string, { bytes, metadata }: Pick<ModelFile, 'bytes' | 'metadata'>): InstalledModel {
  const id = makeId(metadata)
  const path = join(modelsFolder, `${id}.onnx`)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(modelsFolder, { recursive: true })
    writeFileSync(temporary, bytes, { flush: true })
    renameSync(temporary, path)
  } catch (cause) {
    removeQuietly(temporary)
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    throw new GlanceError(full ? 'disk-full' : 'unreadable', `${path} cannot be written: ${(cause as Error).message}.`,
      full ? 'Free some space and import it again.' : 'Set GLANCE_DATA to a folder that can be written.', { cause })
  }
  return readModel(path)
}

/** The embedded model, then the imported ones by id. A file that is no model any more is left out and told to `onProblem`. */
export function listInstalled(modelsFolder: string, onProblem: (error: Error) => void): InstalledModel[] {
  const files = [fileURLToPath(defaultModelFile), ...listIds(modelsFolder).map((id) => join(modelsFolder, `${id}.onnx`))]
  return files.flatMap((path) => {
    try {
      return [readModel(path)]
    } catch (error) {
      onProblem(error as Error)
      return []
    }
  })
}

/**
 * Finds the model that a person means: `default`, an id, the unmistakable beginning of an id, or an .onnx file.
 *
 * @throws GlanceError `not-found` listing what there is, ModelError where the file is damaged or not yet imported
 */
export function findModel(modelsFolder: string, wanted: string): InstalledModel {
  if (wanted === defaultModelAlias) return readModel(fileURLToPath(defaultModelFile))
  const ids = listIds(modelsFolder)
  const matches = ids.includes(wanted) ? [wanted] : ids.filter((id) => id.startsWith(wanted))
  if (matches.length === 0 && !isFile(wanted)) {
    const embedded = readModel(fileURLToPath(defaultModelFile))
    if (embedded.id.startsWith(wanted)) return embedded
  }
  if (matches.length === 1) return readModel(join(modelsFolder, `${matches[0]!}.onnx`))
  if (matches.length > 1) {
    throw new GlanceError('wrong-use', `"${wanted}" could be any of ${matches.join(', ')}.`, 'Give the whole id.')
  }
  if (isFile(wanted)) {
    if (extname(wanted) === '.onnx') return readModel(wanted)
    throw new GlanceError('wrong-use', `${wanted} is not an ONNX model.`, `Import it first: glance import-model ${wanted}`)
  }
  throw new GlanceError('not-found', `There is no model "${wanted}", neither installed nor as a file.`,
    `Installed: ${[defaultModelAlias, ...ids].join(', ')}.`)
}

function readModel(path: string): InstalledModel {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new GlanceError('not-found', `${path} cannot be read: ${(cause as Error).message}.`, 'Import the model again.', { cause })
  }
  const metadata = readMetadata(parseOnnx(bytes, path), path)
  if (metadata === null) {
    throw new GlanceError('wrong-use', `${path} does not say how photos are prepared for it and what its classes are called.`,
      `Register it first: glance import-model ${path} --labels names.txt`)
  }
  return { id: makeId(metadata), path, fileName: basename(path), bytes, metadata }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Where not even this works, what went wrong before says it better.
  }
}

/** Ids of the imported models, sorted. */
const listIds = (modelsFolder: string): string[] =>
  listFolder(modelsFolder).filter((name) => name.endsWith('.onnx')).map((name) => basename(name, '.onnx')).sort()

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // nothing imported yet
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
