import { sequenceLength } from '../config.ts'
import type { DeitConfig } from '../config.ts'

/**
 * Every tensor that a model of this shape has, under timm's names, with its shape. Linear weights are [out, in].
 * The whole of DeiT (arXiv 2012.12877): patches, tokens, positions, pre-norm layers, one head a token.
 */
export function expectedShapes(config: DeitConfig): Map<string, readonly number[]> {
  const { width: d, hidden, classes, patchSize, distilled } = config
  const shapes = new Map<string, readonly number[]>()
  const linear = (name: string, out: number, into: number) =>
    shapes.set(`${name}.weight`, [out, into]).set(`${name}.bias`, [out])
  const norm = (name: string) => shapes.set(`${name}.weight`, [d]).set(`${name}.bias`, [d])

  shapes.set('cls_token', [1, 1, d])
  if (distilled) shapes.set('dist_token', [1, 1, d])
  shapes.set('pos_embed', [1, sequenceLength(config), d])
  shapes.set('patch_embed.proj.weight', [d, 3, patchSize, patchSize]).set('patch_embed.proj.bias', [d])
  for (let layer = 0; layer < config.depth; layer++) {
    const block = `blocks.${layer}`
    norm(`${block}.norm1`)
    linear(`${block}.attn.qkv`, 3 * d, d)
    linear(`${block}.attn.proj`, d, d)
    norm(`${block}.norm2`)
    linear(`${block}.mlp.fc1`, hidden, d)
    linear(`${block}.mlp.fc2`, d, hidden)
  }
  norm('norm')
  linear('head', classes, d)
  if (distilled) linear('head_dist', classes, d)
  return shapes
}
