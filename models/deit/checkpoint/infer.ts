import { type ErrorParams, GlanceError } from '../../errors.ts'
import type { DeitConfig } from '../config.ts'
import type { NameScheme } from './names.ts'
import { formatShape } from '../tensor.ts'
import type { StateDict } from '../tensor.ts'

/** LayerNorm's epsilon, by who saved the file: no tensor holds it. */
const epsilons: Record<NameScheme, number> = { timm: 1e-6, huggingface: 1e-12 }

/** Width of a head in every DeiT and ViT that was published. */
const headWidth = 64

/**
 * Reads the shape of the model off its tensors: width, patch, grid, depth, hidden width, classes, distillation.
 * Heads leave no trace in the tensors: width / 64 as in the paper (table 1), unless given.
 *
 * @throws GlanceError 'damaged-model' when a tensor that determines the shape is missing or has another rank;
 *   'unsupported-model' for a grid, patch, channel count or head count that Glance does not run.
 */
export function inferConfig(
  state: StateDict,
  options: { fileName: string; scheme: NameScheme; heads?: number },
): DeitConfig {
  const { fileName } = options
  const shapeOf = (name: string, rank: number): number[] => {
    const shape = state.get(name)?.shape
    if (!shape) throw damaged('"{file}": "{name}" is missing', { file: fileName, name })
    if (shape.length !== rank || shape.includes(0))
      throw damaged('"{file}": "{name}" has shape {shape}, expected {rank} sizes above 0', {
        file: fileName,
        name,
        shape: formatShape(shape),
        rank,
      })
    return [...shape]
  }
  const width = shapeOf('cls_token', 3)[2]!
  const [, channels, patchSize, patchWidth] = shapeOf('patch_embed.proj.weight', 4) as [number, number, number, number]
  if (channels !== 3)
    throw unsupported('"{file}": "patch_embed.proj.weight" takes {channels} channels, expected 3', {
      file: fileName,
      channels,
    })
  if (patchSize !== patchWidth)
    throw unsupported('"{file}": "patch_embed.proj.weight" has patches of {height} x {width}, expected square ones', {
      file: fileName,
      height: patchSize,
      width: patchWidth,
    })
  const distilled = state.has('dist_token') || state.has('head_dist.weight')
  const grid = inferGrid(shapeOf('pos_embed', 3)[1]!, distilled ? 2 : 1, fileName)
  return {
    imageSize: grid * patchSize,
    patchSize,
    width,
    depth: countLayers(state),
    heads: inferHeads(width, options.heads, fileName),
    hidden: shapeOf('blocks.0.mlp.fc1.weight', 2)[0]!,
    classes: shapeOf('head.weight', 2)[0]!,
    distilled,
    layerNormEps: epsilons[options.scheme],
  }
}

function inferGrid(positions: number, special: number, fileName: string): number {
  const grid = Math.sqrt(positions - special)
  if (Number.isInteger(grid) && grid > 0) return grid
  if (Number.isInteger(Math.sqrt(positions))) {
    throw unsupported(
      '"{file}": "pos_embed" has {positions} positions, none for the special tokens (as in DeiT III), expected a square plus {special}',
      { file: fileName, positions, special },
    )
  }
  throw unsupported(
    '"{file}": "pos_embed" has {positions} positions, expected {special} special and a square grid: a non-square grid is not supported',
    { file: fileName, positions, special },
  )
}

/** Counts distinct layers instead of taking the highest index, so that no file can claim a billion of them. */
function countLayers(state: StateDict): number {
  const layers = new Set<string>()
  for (const name of state.keys()) {
    const layer = /^blocks\.(\d+)\./.exec(name)?.[1]
    if (layer !== undefined) layers.add(layer)
  }
  return layers.size
}

function inferHeads(width: number, given: number | undefined, fileName: string): number {
  if (given === undefined && width % headWidth !== 0) {
    throw unsupported(
      '"{file}": its width {width} is not a multiple of {headWidth}, so its number of attention heads cannot be derived from the tensors',
      { file: fileName, width, headWidth },
      'Pass the number of attention heads: --heads <n>.',
    )
  }
  const heads = given ?? width / headWidth
  if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
    throw unsupported(
      '"{file}": {heads} attention heads do not divide its width {width}',
      { file: fileName, heads, width },
      'Pass the number of attention heads that it was trained with: --heads <n>.',
    )
  }
  return heads
}

const damaged = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError('damaged-model', message, 'Download or save the file again.', { params })

const unsupported = (
  message: string,
  params: ErrorParams,
  hint = 'Glance runs DeiT and ViT classifiers, plain or distilled.',
): GlanceError => new GlanceError('unsupported-model', message, hint, { params })
