import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureRoot } from '../../electron/catalog/queries/images.ts'
import { ensureModel } from '../../electron/catalog/queries/models.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { startScan } from '../../electron/catalog/queries/scan.ts'
import type { FoundFile } from '../../electron/catalog/rows.ts'
import { prelabelTodo } from '../../electron/predict/predict-todo.ts'
import { decodeSizes } from '../../models/deit/preprocess.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import { measureDecode, measureInference, watchMemory } from './measure.ts'

export interface Subject {
  model: ModelFile
  engine: Engine
  /** Folder of the photos, and their paths in it. */
  root: string
  photos: readonly string[]
  scratch: string
}

export interface Round {
  decode: number
  infer: number
  pipeline: number
  /** Pipeline over what decoding and inference would take one after the other on the same cores. */
  ratio: number
  /** Peak resident memory of the run's two halves, MiB. */
  firstHalf: number
  secondHalf: number
}

/**
 * Decoding alone, inference alone, then the whole job into a new catalog:
 * one after the other, so all see the same machine.
 */
export async function measureRound(subject: Subject): Promise<Round> {
  const { preprocessing } = subject.model.metadata
  const sizes = decodeSizes(preprocessing)
  const decode = await measureDecode(
    subject.photos.map((path) => join(subject.root, path)),
    sizes,
  )
  const infer = await measureInference(subject.engine, subject.photos.length, preprocessing.size)
  const { value: pipeline, ...memory } = await watchMemory(() => measurePipeline(subject))
  return { decode, infer, pipeline, ratio: pipeline / (1 / (1 / decode + 1 / infer)), ...memory }
}

async function measurePipeline({ model, engine, root, photos, scratch }: Subject): Promise<number> {
  const folder = await mkdtemp(join(scratch, 'round-'))
  const catalog = openCatalog(join(folder, 'bench.glance'))
  try {
    const rootId = ensureRoot(catalog, root)
    const scan = startScan(catalog, rootId)
    scan.add(photos.map((path): FoundFile => ({ path, size: 0, mtime: 0 })))
    scan.finish({ complete: true, exceptUnder: [] })
    const todo = {
      modelId: ensureModel(catalog, 'bench', model.metadata.labels),
      needMaps: model.metadata.kind === 'deit',
    }
    const start = performance.now()
    const counts = await prelabelTodo({
      catalog,
      roots: [{ id: rootId, path: root }],
      todo,
      model,
      engine,
      topK: 5,
      thumbnails: null,
      signal: new AbortController().signal,
      emit: () => undefined,
    })
    return ((counts.inferred + counts.failed) / (performance.now() - start)) * 1000
  } finally {
    catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
}
