import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GlanceError } from '../../models/errors.ts'
import { type ModelMetadata, parseOnnx, readMetadata } from '../../models/onnx/metadata.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import { type ModelHead, readHead } from '../../models/onnx/head.ts'
import { defaultModelAlias, defaultModelFile } from '../../models/registry.ts'
import { writeFileAtomicSync } from '../lib/atomic-file.ts'
import { readLibraryFile } from './library-file.ts'
import { makeId } from './model-id.ts'

/** A model that can be run: its id names it in the terminal and in every catalog. */
export interface InstalledModel extends ModelFile {
  id: string
  path: string
}

/** The same without its weights: all that a list needs. */
export interface ModelSummary extends Omit<InstalledModel, 'bytes'> {
  /** Bytes of its file. */
  size: number
  precision: ModelHead['precision']
  isEmbedded: boolean
}

const embeddedPath = fileURLToPath(defaultModelFile)

/**
 * Writes a model's file into the data folder, whole or not at all. A file that says itself which model it is
 * (`isClaimed`) never takes the place of another one.
 *
 * @throws GlanceError `wrong-use` where it would, `disk-full`, `unreadable`
 */
export function install(
  modelsFolder: string,
  { bytes, metadata, isClaimed = false }: Pick<ModelFile, 'bytes' | 'metadata'> & { isClaimed?: boolean },
): InstalledModel {
  const id = makeId(metadata)
  const path = join(modelsFolder, `${id}.onnx`)
  if (isClaimed && isFile(path) && Buffer.compare(readFileSync(path), bytes) !== 0)
    throw new GlanceError(
      'wrong-use',
      '{path} is there already, and is another model.',
      'Give this one another name, or remove that one first.',
      { params: { path } },
    )
  try {
    writeFileAtomicSync(path, bytes)
  } catch (cause) {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    throw new GlanceError(
      full ? 'disk-full' : 'unreadable',
      '{path} cannot be written: {reason}.',
      full ? 'Free some space and import it again.' : 'Set GLANCE_DATA to a writable folder.',
      { params: { path, reason: (cause as Error).message }, cause },
    )
  }
  return readModel(path)
}

/**
 * The embedded model, then the imported ones by id.
 * A file that is no model any more is left out and reported to `onProblem`.
 */
export function listInstalled(modelsFolder: string, onProblem: (error: Error, file: string) => void): ModelSummary[] {
  const files = [embeddedPath, ...listIds(modelsFolder).map((id) => join(modelsFolder, `${id}.onnx`))]
  return files.flatMap((path) => {
    try {
      return [summarize(path)]
    } catch (error) {
      onProblem(error as Error, path)
      return []
    }
  })
}

/** What a model says of itself; its weights are not read. @throws GlanceError or GlanceError where it is none */
export function summarize(path: string): ModelSummary {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (cause) {
    throw unreadable(path, cause)
  }
  try {
    const { size } = fstatSync(descriptor)
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(Math.min(length, size - offset))
      return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset))
    }
    const { metadata, precision } = readHead({ size, read }, path)
    return { ...identify(path, metadata), size, precision, isEmbedded: path === embeddedPath }
  } finally {
    closeSync(descriptor)
  }
}

/** The id of what `default` means: the chosen model where it is still there, else the embedded one. */
export function findDefaultId(modelsFolder: string): string {
  const { default: chosen } = readLibraryFile(modelsFolder)
  return chosen !== null && listIds(modelsFolder).includes(chosen) ? chosen : summarize(embeddedPath).id
}

/** An installed model by its whole id. @throws GlanceError `not-found` */
export function getInstalled(modelsFolder: string, id: string): ModelSummary {
  const ids = listIds(modelsFolder)
  if (ids.includes(id)) return summarize(join(modelsFolder, `${id}.onnx`))
  const embedded = summarize(embeddedPath)
  if (embedded.id === id) return embedded
  throw new GlanceError('not-found', 'There is no model "{id}".', 'Installed: {models}.', {
    params: { id, models: [embedded.id, ...ids].join(', ') },
  })
}

/**
 * Removes the file of an installed model, also one that cannot be read any more.
 * @throws GlanceError for the embedded one
 */
export function removeInstalled(modelsFolder: string, id: string): void {
  const path = join(modelsFolder, `${id}.onnx`)
  if (!listIds(modelsFolder).includes(id)) {
    if (getInstalled(modelsFolder, id).isEmbedded)
      throw new GlanceError('wrong-use', '{id} is the built-in model and cannot be removed.', '', { params: { id } })
  }
  try {
    rmSync(path)
  } catch (cause) {
    throw new GlanceError(
      'unreadable',
      '{path} cannot be removed: {reason}.',
      'Close the programs that use it and try again.',
      { params: { path, reason: (cause as Error).message }, cause },
    )
  }
}

/**
 * Finds the model that a person means: `default` (the one chosen in the model library, else the embedded one), an id,
 * the unmistakable beginning of an id, or an .onnx file.
 *
 * @throws GlanceError `not-found` listing what there is, GlanceError where the file is damaged or not yet imported
 */
export const findModel = (modelsFolder: string, wanted: string): InstalledModel =>
  readModel(locateModel(modelsFolder, wanted))

/** The same for whoever does not run it: its weights are not read. */
export const findSummary = (modelsFolder: string, wanted: string): ModelSummary =>
  summarize(locateModel(modelsFolder, wanted))

function locateModel(modelsFolder: string, wanted: string): string {
  const ids = listIds(modelsFolder)
  const place = (id: string): string => join(modelsFolder, `${id}.onnx`)
  if (wanted === defaultModelAlias) {
    const { default: chosen } = readLibraryFile(modelsFolder)
    return chosen !== null && ids.includes(chosen) ? place(chosen) : embeddedPath
  }
  const matches = ids.includes(wanted) ? [wanted] : ids.filter((id) => id.startsWith(wanted))
  if (matches.length === 1) return place(matches[0]!)
  if (matches.length > 1)
    throw new GlanceError('wrong-use', '"{id}" is ambiguous: {matches}.', 'Give the full id.', {
      params: { id: wanted, matches: matches.join(', ') },
    })
  if (isFile(wanted)) {
    if (extname(wanted) === '.onnx') return wanted
    throw new GlanceError('wrong-use', '{path} is not an ONNX model.', 'Import it first: glance import-model {path}', {
      params: { path: wanted },
    })
  }
  if (summarize(embeddedPath).id.startsWith(wanted)) return embeddedPath
  throw new GlanceError(
    'not-found',
    'There is no model "{id}", neither installed nor as a file.',
    'Installed: {models}.',
    { params: { id: wanted, models: [defaultModelAlias, ...ids].join(', ') } },
  )
}

function readModel(path: string): InstalledModel {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw unreadable(path, cause)
  }
  return { ...identify(path, readMetadata(parseOnnx(bytes, path), path)), bytes }
}

const unreadable = (path: string, cause: unknown): GlanceError =>
  new GlanceError('not-found', '{path} cannot be read: {reason}.', 'Import the model again.', {
    params: { path, reason: (cause as Error).message },
    cause,
  })

function identify(path: string, metadata: ModelMetadata | null): Omit<InstalledModel, 'bytes'> {
  if (metadata === null) {
    throw new GlanceError(
      'wrong-use',
      '{path} does not contain its preprocessing and class names.',
      'Import it first: glance import-model {path} --labels names.txt',
      { params: { path } },
    )
  }
  return { id: makeId(metadata), path, fileName: basename(path), metadata }
}

/** Ids of the imported models, sorted. */
const listIds = (modelsFolder: string): string[] =>
  listFolder(modelsFolder)
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => basename(name, '.onnx'))
    .sort()

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
