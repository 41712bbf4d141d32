import type { StateDict } from './tensor.ts'

/** Relatives of DeiT, told by a tensor that only they have. They compute something else, so dropping it would give wrong labels. */
const relatives: readonly { has: RegExp; reason: string }[] = [
  {
    has: /(^|\.)(ls[12]\.gamma|gamma_[12]|lambda_[12]|layer_scale[12]?\.lambda1)$/,
    reason: 'layer scale (DeiT III, CaiT, BEiT, DINOv2)',
  },
  { has: /(^|\.)fc_norm\./, reason: 'a head over averaged patches (fc_norm)' },
  { has: /(^|\.)(reg_token|register_tokens)$/, reason: 'register tokens' },
  { has: /relative_position|rel_pos/, reason: 'relative positions (BEiT, Swin)' },
  { has: /\.(q_norm|k_norm)\./, reason: 'normalised queries and keys' },
  { has: /(^|\.)attn_pool\./, reason: 'an attention-pooling head' },
  { has: /^norm_pre\./, reason: 'a norm before the layers (CLIP)' },
  { has: /^pre_logits\./, reason: 'a representation layer before the head (pre_logits)' },
  { has: /\.mlp\.(fc1_g|fc1_x|w12|w3|weights_in)/, reason: 'a gated MLP' },
  { has: /^patch_embed\.(backbone|proj\.\d)/, reason: 'a convolutional stem (hybrid ViT)' },
]

/** Tensors that take no part in classifying, dropped knowingly: the pooler of a ViTModel, the mask token of pre-training. */
export const isUnused = (name: string): boolean =>
  /^(?:(?:deit|vit)\.)?(?:pooler\.dense\.(?:weight|bias)|embeddings\.mask_token)$|(?:^|\.)position_ids$/.test(name)

/** Why a sound state dict under timm's names is not a DeiT that Glance runs; undefined when nothing speaks against it. */
export function findObstacle(state: StateDict): string | undefined {
  for (const { has, reason } of relatives) {
    const name = [...state.keys()].find((key) => has.test(key))
    if (name !== undefined) return `"${name}" means ${reason}, which Glance does not run`
  }
  const names = [...state.keys()]
  if (!state.has('cls_token')) return 'it has no "cls_token": a model without a class token is not supported'
  if (state.has('blocks.0.attn.qkv.weight') && !names.some((name) => name.endsWith('.attn.qkv.bias'))) {
    return '"blocks.0.attn.qkv.bias" is missing in every layer: attention without biases is not supported'
  }
  if (!names.some((name) => name.startsWith('head.') || name.startsWith('head_dist.')))
    return 'it has no classification head ("head.weight"), only features'
  if (state.has('dist_token') && !names.some((name) => name.startsWith('head_dist.'))) {
    return 'it has a distillation token without a head for it ("head_dist.weight")'
  }
  return undefined
}
