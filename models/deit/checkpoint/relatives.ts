import type { ErrorParams } from '../../errors.ts'
import type { StateDict } from '../tensor.ts'

/**
 * Relatives of DeiT, recognised by a tensor that only they have.
 * They compute something else, so dropping it would give wrong labels.
 */
const relatives: readonly { has: RegExp; message: string }[] = [
  {
    has: /(^|\.)(ls[12]\.gamma|gamma_[12]|lambda_[12]|layer_scale[12]?\.lambda1)$/,
    message: '"{file}": "{name}" means layer scale (DeiT III, CaiT, BEiT, DINOv2), which Glance does not run',
  },
  {
    has: /(^|\.)fc_norm\./,
    message: '"{file}": "{name}" means a head over averaged patches (fc_norm), which Glance does not run',
  },
  {
    has: /(^|\.)(reg_token|register_tokens)$/,
    message: '"{file}": "{name}" means register tokens, which Glance does not run',
  },
  {
    has: /relative_position|rel_pos/,
    message: '"{file}": "{name}" means relative positions (BEiT, Swin), which Glance does not run',
  },
  {
    has: /\.(q_norm|k_norm)\./,
    message: '"{file}": "{name}" means normalised queries and keys, which Glance does not run',
  },
  {
    has: /(^|\.)attn_pool\./,
    message: '"{file}": "{name}" means an attention-pooling head, which Glance does not run',
  },
  {
    has: /^norm_pre\./,
    message: '"{file}": "{name}" means a norm before the layers (CLIP), which Glance does not run',
  },
  {
    has: /^pre_logits\./,
    message: '"{file}": "{name}" means a representation layer before the head (pre_logits), which Glance does not run',
  },
  {
    has: /\.mlp\.(fc1_g|fc1_x|w12|w3|weights_in)/,
    message: '"{file}": "{name}" means a gated MLP, which Glance does not run',
  },
  {
    has: /^patch_embed\.(backbone|proj\.\d)/,
    message: '"{file}": "{name}" means a convolutional stem (hybrid ViT), which Glance does not run',
  },
]

/**
 * Tensors that take no part in classifying, dropped knowingly:
 * the pooler of a ViTModel, the mask token of pre-training.
 */
export const isUnused = (name: string): boolean =>
  /^(?:(?:deit|vit)\.)?(?:pooler\.dense\.(?:weight|bias)|embeddings\.mask_token)$|(?:^|\.)position_ids$/.test(name)

/**
 * Why a sound state dict under timm's names is not a DeiT that Glance runs; undefined when nothing speaks against it.
 */
export function findObstacle(state: StateDict): { message: string; params: ErrorParams } | undefined {
  for (const { has, message } of relatives) {
    const name = [...state.keys()].find((key) => has.test(key))
    if (name !== undefined) return { message, params: { name } }
  }
  const message = findGap(state)
  return message === undefined ? undefined : { message, params: {} }
}

/** What every DeiT has and this one has not. */
function findGap(state: StateDict): string | undefined {
  const names = [...state.keys()]
  if (!state.has('cls_token')) return '"{file}": it has no "cls_token": a model without a class token is not supported'
  if (state.has('blocks.0.attn.qkv.weight') && !names.some((name) => name.endsWith('.attn.qkv.bias'))) {
    return '"{file}": "blocks.0.attn.qkv.bias" is missing in every layer: attention without biases is not supported'
  }
  if (!names.some((name) => name.startsWith('head.') || name.startsWith('head_dist.')))
    return '"{file}": it has no classification head ("head.weight"), only features'
  if (state.has('dist_token') && !names.some((name) => name.startsWith('head_dist.'))) {
    return '"{file}": it has a distillation token without a head for it ("head_dist.weight")'
  }
  return undefined
}
