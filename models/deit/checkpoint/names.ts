import { GlanceError } from '../../errors.ts'
import { formatShape } from '../tensor.ts'
import type { StateDict, Tensor } from '../tensor.ts'

/** Who named the tensors. It also determines the LayerNorm epsilon, which no tensor holds. */
export type NameScheme = 'timm' | 'huggingface'

/** Hugging Face names outside the layers, without `deit.` or `vit.`. */
const singles: Record<string, string> = {
  'embeddings.cls_token': 'cls_token',
  'embeddings.distillation_token': 'dist_token',
  'embeddings.position_embeddings': 'pos_embed',
  'embeddings.patch_embeddings.projection': 'patch_embed.proj',
  layernorm: 'norm',
  classifier: 'head',
  cls_classifier: 'head',
  distillation_classifier: 'head_dist',
}

/**
 * Inside a layer: as files have it since 2020, and as the modules of transformers 5 call it (a saved `state_dict()`).
 */
const layered: Record<string, string> = {
  layernorm_before: 'norm1',
  layernorm_after: 'norm2',
  'attention.output.dense': 'attn.proj',
  'attention.o_proj': 'attn.proj',
  'intermediate.dense': 'mlp.fc1',
  'mlp.fc1': 'mlp.fc1',
  'output.dense': 'mlp.fc2',
  'mlp.fc2': 'mlp.fc2',
}

const thirds: Record<string, 0 | 1 | 2> = {
  'attention.attention.query': 0,
  'attention.q_proj': 0,
  'attention.attention.key': 1,
  'attention.k_proj': 1,
  'attention.attention.value': 2,
  'attention.v_proj': 2,
}

const huggingFaceMark = /^(?:(?:deit|vit)\.)?embeddings\.patch_embeddings\.projection\.weight$/

/**
 * Brings Hugging Face names (`deit.…`, `vit.…`, ViTForImageClassification, DeiTForImageClassification[WithTeacher]) to
 * timm's, which are those of the paper's code. Query, key and value [D, D] of a layer become one `blocks.N.attn.qkv` [3
 * D, D], in that order. Which scheme it is shows from the tensors alone. Names that belong to no known place are kept
 * as they are.
 *
 * @throws GlanceError 'unsupported-model' when the tensors are of neither scheme;
 * 'damaged-model' when a query, key or value is missing or misshapen.
 */
export function toTimmNames(state: StateDict, fileName: string): { scheme: NameScheme; state: StateDict } {
  const names = [...state.keys()]
  if (names.some((name) => huggingFaceMark.test(name))) return { scheme: 'huggingface', state: rename(state, fileName) }
  if (state.has('patch_embed.proj.weight') || (state.has('cls_token') && state.has('pos_embed')))
    return { scheme: 'timm', state }
  throw new GlanceError(
    'unsupported-model',
    names.length > 0
      ? '"{file}" is not a DeiT or ViT: expected "patch_embed.proj.weight" or "deit.embeddings.patch_embeddings.projection.weight", got {count} tensors such as {names}'
      : '"{file}" is not a DeiT or ViT: expected "patch_embed.proj.weight" or "deit.embeddings.patch_embeddings.projection.weight", got {count} tensors',
    'Glance runs DeiT and ViT classifiers, plain or distilled.',
    {
      params: {
        file: fileName,
        count: names.length,
        names: names
          .slice(0, 3)
          .map((name) => JSON.stringify(name.slice(0, 100)))
          .join(', '),
      },
    },
  )
}

function rename(state: StateDict, fileName: string): StateDict {
  const renamed: StateDict = new Map()
  const merges = new Map<string, (Tensor | undefined)[]>()
  for (const [name, tensor] of state) {
    const place = findPlace(name)
    if (place.third === undefined) {
      if (renamed.has(place.name))
        throw new GlanceError('damaged-model', '"{file}" contains "{name}" twice, the second time as "{alias}"', '', {
          params: { file: fileName, name: place.name, alias: name },
        })
      renamed.set(place.name, tensor)
    } else {
      const parts = merges.get(place.name) ?? [undefined, undefined, undefined]
      parts[place.third] = tensor
      merges.set(place.name, parts)
    }
  }
  for (const [name, parts] of merges) renamed.set(name, mergeThirds(name, parts, fileName))
  return renamed
}

function findPlace(name: string): { name: string; third?: 0 | 1 | 2 } {
  const [, , stem, , leaf] = /^((?:deit|vit)\.)?(.*?)(\.(weight|bias))?$/.exec(name) ?? []
  const ending = leaf === undefined ? '' : `.${leaf}`
  if (stem === undefined) return { name }
  if (Object.hasOwn(singles, stem)) return { name: singles[stem]! + ending }
  const [, layer, inside] = /^(?:encoder\.layer|layers)\.(\d+)\.(.+)$/.exec(stem) ?? []
  if (layer === undefined || inside === undefined) return { name }
  if (Object.hasOwn(thirds, inside)) return { name: `blocks.${layer}.attn.qkv${ending}`, third: thirds[inside]! }
  return Object.hasOwn(layered, inside) ? { name: `blocks.${layer}.${layered[inside]!}${ending}` } : { name }
}

/** Three row blocks, one after the other: `[3 D, D]` for a weight, `[3 D]` for a bias. */
function mergeThirds(name: string, parts: readonly (Tensor | undefined)[], fileName: string): Tensor {
  const [query, key, value] = parts
  if (!query || !key || !value) {
    const [missing, other] = ['query', 'key', 'value'].filter((_, i) => !parts[i])
    throw new GlanceError(
      'damaged-model',
      other === undefined
        ? '"{file}": the {part} of "{name}" is missing'
        : '"{file}": the {part} and {other} of "{name}" is missing',
      'Download or save the file again.',
      { params: { file: fileName, name, part: missing!, ...(other === undefined ? {} : { other }) } },
    )
  }
  const shape = formatShape(query.shape)
  const odd = [key, value].find((part) => formatShape(part.shape) !== shape)
  if (odd || query.shape.length === 0) {
    throw new GlanceError(
      'damaged-model',
      '"{file}": query, key and value of "{name}" have shapes {shape} and {other}, expected the same',
      'Download or save the file again.',
      { params: { file: fileName, name, shape, other: formatShape((odd ?? query).shape) } },
    )
  }
  const data = new Float32Array(3 * query.data.length)
  ;[query, key, value].forEach((part, i) => data.set(part.data, i * query.data.length))
  return { shape: [3 * query.shape[0]!, ...query.shape.slice(1)], data }
}
