import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import type { ImageRow } from '../catalog/rows.ts'
import { GlanceError } from '../../models/errors.ts'
import type { PhotoAttention } from './calls.ts'
import {
  type HeadFusion,
  attentionShape,
  type AttentionShape,
  fuseHeads,
  headFusions,
  readPatchRows,
  readSpecialRows,
} from '../../models/deit/attention.ts'
import { measureDistance, measureEntropy } from '../../models/deit/attention-numbers.ts'
import { gridSize, patchCount } from '../../models/deit/config.ts'
import { mapDistance } from '../../models/deit/map-distance.ts'
import { dropSpecialTokens, rolloutFused } from '../../models/deit/rollout.ts'
import { readWholeAttention, type WholeAttention } from './attention-engine.ts'
import { seenSquare } from '../library/photo.ts'
import type { Project } from '../project/project.ts'

type Floats = Float32Array<ArrayBuffer>

/** One kind of map that the explorer reads: what its address asks for, and its float32 numbers. */
export interface ExplorerMap<Query = unknown> {
  query: z.ZodType<Query>
  /** @throws GlanceError where this model has no such map */
  read: (project: Project, image: ImageRow, query: Query) => Promise<Floats>
}

const explorerMap = <Query>(query: z.ZodType<Query>, read: ExplorerMap<Query>['read']): ExplorerMap =>
  ({ query, read }) as ExplorerMap

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/, 'expected a whole number')
  .transform(Number)

/** The maps of the explorer by the name in their address, `files/<name>/<image>`. */
export const explorerMaps: Record<string, ExplorerMap> = {
  /**
   * What the special tokens attend to in each head of each layer: [layers, heads, tokens, patches], softmax weights.
   */
  attention: explorerMap(z.object({}), async (project, image) => {
    const { attention, config } = await readWholeAttention(project, image)
    const shape = attentionShape(config)
    return dropSpecialTokens(readSpecialRows(attention, shape), shape.specialTokens, patchCount(config))
  }),

  /** The layers' matrices with their heads fused: [layers, S, S]. */
  fused: explorerMap(z.object({ fusion: z.enum(headFusions) }), async (project, image, { fusion }) =>
    fuseLayers(await readWholeAttention(project, image), fusion),
  ),

  /** What a patch attends to in each head of each layer: [layers, heads, S]. */
  patch: explorerMap(z.object({ patch: wholeNumber }), async (project, image, { patch }) => {
    const { attention, config } = await readWholeAttention(project, image)
    if (patch >= patchCount(config))
      throw new GlanceError('not-found', 'There is no patch {patch}: the model has {count} patches.', '', {
        params: { patch, count: patchCount(config) },
      })
    return readPatchRows(attention, attentionShape(config), patch)
  }),
}

/** A photo's attention in numbers. */
export async function readNumbers(project: Project, image: ImageRow): Promise<PhotoAttention> {
  const whole = await readWholeAttention(project, image)
  const { config, preprocessing, width, height } = whole
  const shape = attentionShape(config)
  const distance: number[][] = []
  const entropy = { class: [] as number[][], distillation: [] as number[][], patches: [] as number[][] }
  // Head by head, as if each were a layer: of a base model at 384 pixels all heads of one layer take 50 ms.
  for await (const [head, one] of eachLayer(whole.attention, {
    ...shape,
    layers: shape.layers * shape.heads,
    heads: 1,
  })) {
    distance.push(...measureDistance(head, one, config.patchSize))
    const bits = measureEntropy(head, one)
    entropy.class.push(...bits.class)
    entropy.distillation.push(...(bits.distillation ?? []))
    entropy.patches.push(...bits.patches)
  }
  const byLayer = (heads: readonly number[][]): number[][] =>
    Array.from({ length: shape.layers }, (_, layer) =>
      heads.slice(layer * shape.heads, (layer + 1) * shape.heads).flat(),
    )
  return {
    model: whole.model,
    imageSize: config.imageSize,
    patchSize: config.patchSize,
    tokens: shape.specialTokens,
    side: gridSize(config),
    layers: shape.layers,
    heads: shape.heads,
    crop: seenSquare(width, height, preprocessing),
    distance: byLayer(distance),
    entropy: {
      class: byLayer(entropy.class),
      distillation: config.distilled ? byLayer(entropy.distillation) : null,
      patches: byLayer(entropy.patches),
    },
    mapDistance: config.distilled ? await measureMapDistance(whole, shape) : null,
  }
}

async function measureMapDistance(whole: WholeAttention, shape: AttentionShape): Promise<number> {
  const rows = rolloutFused(await fuseLayers(whole, 'mean'), { ...shape, discardRatio: 0 })
  const { tokens, specialTokens } = shape
  return mapDistance(rows.subarray(specialTokens, tokens), rows.subarray(tokens + specialTokens, 2 * tokens))
}

async function fuseLayers({ attention, config }: WholeAttention, fusion: HeadFusion): Promise<Floats> {
  const shape = attentionShape(config)
  const size = shape.tokens ** 2
  const fused = new Float32Array(shape.layers * size)
  let at = 0
  for await (const [layer, one] of eachLayer(attention, shape)) {
    fused.set(fuseHeads(layer, one, fusion), at)
    at += size
  }
  return fused
}

/**
 * Layer by layer, others having their turn between two: a base model at 384 pixels has four million weights in each.
 */
async function* eachLayer(
  attention: Float32Array,
  shape: AttentionShape,
): AsyncGenerator<[layer: Float32Array, shape: AttentionShape]> {
  const size = shape.heads * shape.tokens ** 2
  for (let layer = 0; layer < shape.layers; layer++) {
    if (layer > 0) await setImmediate()
    yield [attention.subarray(layer * size, (layer + 1) * size), { ...shape, layers: 1 }]
  }
}
