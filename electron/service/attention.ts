import type { ImageRow } from '../contract/data.ts'
import { GlanceError } from '../contract/errors.ts'
import { findModel, type InstalledModel } from '../import/installed.ts'
import { locateData } from '../import/data-folder.ts'
import { decodeImage } from '../ingest/decode.ts'
import { readImage } from '../ingest/read.ts'
import { patchCount, specialTokens } from '../../models/deit/config.ts'
import { decodeSizes } from '../../models/deit/preprocess.ts'
import { dropSpecialTokens } from '../../models/deit/rollout.ts'
import { hasAttention } from '../../models/inference/engine-model.ts'
import type { Engine } from '../../models/inference/engine.ts'
import { openEngine } from '../../models/inference/open-engine.ts'
import type { Workspace } from './workspace.ts'

/** Photos whose rows are kept: those around the one in review. */
const keptPhotos = 24
/** Milliseconds after the last look when the model's memory is given back. */
const idleAfter = 120_000

/** The model, ready to show single layers and heads. Its own engine: a pre-label run must not wait for a person's look. */
let explorer: { key: string; model: InstalledModel; engine: Engine } | null = null
let opening: Promise<unknown> = Promise.resolve()
let idle: NodeJS.Timeout | undefined
const kept = new Map<string, Float32Array<ArrayBuffer>>()

/**
 * What each head of each layer let the special tokens look at: float32 [layers, heads, tokens, patches], softmax weights.
 * Runs the model on the photo, once.
 */
export async function readAttention(workspace: Workspace, image: ImageRow): Promise<Float32Array<ArrayBuffer> | null> {
  const key = workspace.model?.key
  if (key === undefined) return null
  const name = `${key} ${image.id} ${image.mtime} ${image.size}`
  const known = kept.get(name)
  if (known !== undefined) return known
  const turn = opening.then(() => look(key, workspace.locate(image), image.path))
  opening = turn.catch(() => undefined)
  const rows = await turn
  if (rows === null) return null
  kept.set(name, rows)
  for (const oldest of kept.keys()) if (kept.size > keptPhotos) kept.delete(oldest)
  return rows
}

async function look(key: string, file: string, fileName: string): Promise<Float32Array<ArrayBuffer> | null> {
  if (explorer?.key !== key) {
    await closeExplorer()
    const model = findModel(locateData().models, key)
    if (!hasAttention(model.metadata)) return null
    explorer = { key, model, engine: await openEngine(model, { provider: 'cpu', wanted: 'attention', batchSize: 1 }) }
  }
  clearTimeout(idle)
  idle = setTimeout(() => void closeExplorer(), idleAfter).unref()
  const { model: { metadata: { preprocessing, config } }, engine } = explorer
  const bytes = await readImage(file, { fileName })
  const { pixels } = await decodeImage(bytes, {
    fileName, sizes: decodeSizes(preprocessing), thumbnail: false,
  })
  const { attentionRows } = await engine.run(new Uint8Array(pixels))
  if (attentionRows === null || config === undefined) throw new GlanceError('engine-failed', 'The model gave no attention.', 'Import it again.')
  return dropSpecialTokens(attentionRows, specialTokens(config), patchCount(config))
}

/** Gives the model's memory back. */
export async function closeExplorer(): Promise<void> {
  const engine = explorer?.engine
  explorer = null
  await engine?.dispose()
}
