import type { ImageRow } from '../catalog/rows.ts'
import { GlanceError } from '../../models/errors.ts'
import { findModel, type InstalledModel } from '../model-library/installed.ts'
import { locateData } from '../project/data-folder.ts'
import { decodeImage } from '../images/decode.ts'
import { readImage } from '../images/read.ts'
import type { DeitConfig } from '../../models/deit/config.ts'
import { decodeSizes, type Preprocessing } from '../../models/deit/preprocess.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { ByteLimitedLru } from '../lib/byte-limited-lru.ts'
import type { Workspace } from '../project/project.ts'

/** Bytes of whole attention that are kept: of DeiT-Ti the last 70 photos, of a base model at 384 pixels the one that is looked at and the next. */
const keptBytes = 400 * 2 ** 20
/** Milliseconds after the last look when all of its memory is given back. */
const idleAfter = 120_000

/** All that a model attended to in one photo: everything that the explorer shows is worked out from here, without another run. */
export interface WholeAttention {
  model: string
  config: DeitConfig
  preprocessing: Preprocessing
  /** Pixels of the photo, after EXIF orientation. */
  width: number
  height: number
  /** Softmax weights, [layers, heads, S, S]. */
  attention: Float32Array
}

/** The model, ready to show its attention. Its own engine: a pre-label run must not wait for a person's look. */
let explorer: { key: string; metadata: InstalledModel['metadata']; engine: Engine } | null = null
let opening: Promise<unknown> = Promise.resolve()
let idle: NodeJS.Timeout | undefined
const kept = new ByteLimitedLru<WholeAttention>(keptBytes, ({ attention }) => attention.byteLength)

/**
 * What every head of every layer let every token of the photo attend to. The model is run on a photo once; what was looked at
 * last is kept, and several questions about a photo are one run.
 *
 * @throws GlanceError where the project has no model yet, or one without attention; what decoding and the engine throw
 */
export function readWholeAttention(workspace: Workspace, image: ImageRow): Promise<WholeAttention> {
  const key = workspace.model?.key
  if (key === undefined)
    throw new GlanceError('wrong-use', 'No model has run on this project yet.', 'Pre-label it first.')
  const name = `${workspace.key} ${key} ${image.id} ${image.mtime} ${image.size}`
  return kept.get(name, () => {
    const turn = opening.then(() => look(key, workspace.locate(image), image.path))
    opening = turn.catch(() => undefined)
    return turn
  })
}

async function look(key: string, file: string, fileName: string): Promise<WholeAttention> {
  if (explorer?.key !== key) {
    await closeEngine()
    const model = findModel(locateData().models, key)
    if (!hasAttention(model.metadata)) {
      throw new GlanceError(
        'unsupported-model',
        `${model.metadata.name} has no attention maps: it is an external classifier.`,
        'Pre-label with a DeiT or ViT to see attention maps.',
      )
    }
    explorer = {
      key,
      metadata: model.metadata,
      engine: await openEngine(model, { provider: 'cpu', wanted: 'attention', batchSize: 1 }),
    }
  }
  clearTimeout(idle)
  idle = setTimeout(() => void closeExplorer(), idleAfter).unref()
  const {
    metadata: { preprocessing, config },
    engine,
  } = explorer
  const bytes = await readImage(file, { fileName })
  const { pixels, width, height } = await decodeImage(bytes, {
    fileName,
    sizes: decodeSizes(preprocessing),
    thumbnail: false,
  })
  const { attention } = await engine.run(new Uint8Array(pixels))
  if (attention === null || config === undefined)
    throw new GlanceError('engine-failed', 'The model returned no attention.', 'Import it again.')
  return { model: key, config, preprocessing, width, height, attention }
}

async function closeEngine(): Promise<void> {
  const engine = explorer?.engine
  explorer = null
  await engine?.dispose()
}

/** Gives the memory of the model and of all that it looked at back. */
export async function closeExplorer(): Promise<void> {
  kept.clear()
  await closeEngine()
}
