import { checkCheckpoint } from '../../models/deit/checkpoint/check.ts'
import type { StateDict } from '../../models/deit/tensor.ts'
import { layOutWeights } from '../../models/deit/graph/weights.ts'
import { type DeitModel, encodeModel } from '../../models/deit/model-file.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import { preprocessingPresets } from '../../models/deit/presets.ts'
import { makeRandom } from '../../electron/lib/random.ts'
import { install } from '../../electron/model-library/installed.ts'
import { changeLibraryFile } from '../../electron/model-library/library-file.ts'

/** What the tiny model calls its classes: more than have a key each. No test gives a class one of these names. */
export const tinyClasses: readonly string[] = (
  'alder ash aspen beech birch cedar cherry chestnut elm fir hawthorn hazel holly ' +
  'hornbeam juniper larch linden maple oak pine poplar rowan spruce walnut willow yew'
).split(' ')

/** Its shape: the smallest that has several patches, heads and layers. */
export const tiny = { size: 16, patch: 4, side: 4, layers: 4, heads: 3 } as const

const width = 24

/** A distilled DeiT that knows nothing and is right about nothing, but answers at once and each photo differently. */
function makeState(): StateDict {
  const state: StateDict = new Map()
  const random = makeRandom(4)
  const add = (name: string, shape: number[], { scale = 0.3, offset = 0 } = {}): void => {
    const count = shape.reduce((product, size) => product * size, 1)
    const data = Float32Array.from({ length: count }, () => offset + scale * (2 * random() - 1))
    state.set(name, { shape, data })
  }
  const addLinear = (name: string, to: number, from: number, scale?: number): void => {
    add(`${name}.weight`, [to, from], scale === undefined ? {} : { scale })
    add(`${name}.bias`, [to], { scale: 0.1 })
  }
  const addNorm = (name: string): void => {
    add(`${name}.weight`, [width], { scale: 0.2, offset: 1 })
    add(`${name}.bias`, [width], { scale: 0.1 })
  }
  add('cls_token', [1, 1, width])
  add('dist_token', [1, 1, width])
  add('pos_embed', [1, tiny.side ** 2 + 2, width])
  add('patch_embed.proj.weight', [width, 3, tiny.patch, tiny.patch], { scale: 0.4 })
  add('patch_embed.proj.bias', [width])
  for (let layer = 0; layer < tiny.layers; layer++) {
    const block = `blocks.${layer}`
    addNorm(`${block}.norm1`)
    addLinear(`${block}.attn.qkv`, 3 * width, width, 0.5)
    addLinear(`${block}.attn.proj`, width, width, 0.6)
    addNorm(`${block}.norm2`)
    addLinear(`${block}.mlp.fc1`, 4 * width, width)
    addLinear(`${block}.mlp.fc2`, width, 4 * width)
  }
  addNorm('norm')
  addLinear('head', tinyClasses.length, width, 0.8)
  // The same head for both tokens: now and then they agree.
  for (const part of ['weight', 'bias']) state.set(`head_dist.${part}`, state.get(`head.${part}`)!)
  return state
}

let made: Pick<ModelFile, 'bytes' | 'metadata'> | undefined

/** The same as a model of Glance's; made once. */
function makeTinyModel(): Pick<ModelFile, 'bytes' | 'metadata'> {
  if (made !== undefined) return made
  const { config, weights } = checkCheckpoint(makeState(), { fileName: 'tiny', scheme: 'timm', heads: tiny.heads })
  const metadata: DeitModel['metadata'] = {
    kind: 'deit',
    name: 'tiny',
    labels: [...tinyClasses],
    preprocessing: preprocessingPresets.inception(tiny.size),
    fingerprint: '0123456789abcdef'.repeat(4),
    origin: { file: 'tiny.safetensors', sha256: '', scheme: 'timm' },
    config,
  }
  made = { bytes: encodeModel({ metadata, weights: layOutWeights(weights, config) }, 'float32'), metadata }
  return made
}

/**
 * Puts the tiny model into a folder of models as the one that `default` means; gives its id. For every test that is not
 * about the embedded model: with it a photo costs next to nothing, also where the graphics processor is only software.
 */
export function installTinyModel(modelsFolder: string): string {
  const { id } = install(modelsFolder, makeTinyModel())
  changeLibraryFile(modelsFolder, (before) => ({ ...before, default: id }))
  return id
}
