import type { FittedHead } from '../../models/deit/replace-heads.ts'
import type { Member } from './math/committee.ts'
import type { EmbeddingPool } from './math/embedding-pool.ts'

/** What a model file needs of what was learned. */
export interface FoldedHeads {
  /** The class token's head, and the distillation token's where there is one. */
  heads: FittedHead[]
  /** Ids of the classes, in index order. */
  classIds: readonly number[]
  /** Labels that the heads were fitted to. */
  labels: number
  /** Whether other heads decide too, on other models' embeddings for one: these alone answer otherwise. */
  isPart: boolean
}

/**
 * Heads on embeddings as a pool normalises them, as heads on embeddings that are scaled to length 1 and nothing else,
 * which is what a model file holds: with x = scale · (ê − mean), the logits τ(W·x + b) are
 * (τ·scale·W)·ê + τ(b − scale·W·mean). DeiT averages the logits of its two heads, as a committee of the same two does.
 * What the pool rounds away is all that they differ by.
 *
 * @param members of one model's tokens, in their order
 */
export const foldHeads = (members: readonly Pick<Member, 'pool' | 'head' | 'temperature'>[]): FittedHead[] =>
  members.map(({ pool: { mean, scale, width }, head, temperature }) => ({
    weight: head.weight.map((value) => temperature * scale * value),
    bias: head.bias.map((value, row) => {
      let product = 0
      for (let k = 0; k < width; k++) product += head.weight[row * width + k]! * mean[k]!
      return temperature * (value - scale * product)
    }),
  }))

/**
 * Heads that a file of one model can hold: one for each of its tokens.
 *
 * @param members the first ones are of the model's tokens
 * @returns those that decide, where they are one for each token; else what labels alone taught on the tokens
 */
export function pickHeads(
  members: readonly Member[],
  tokens: readonly EmbeddingPool[],
): { picked: readonly Member[]; isPart: boolean } {
  const deciding = members.filter(({ share }) => share > 0)
  const picked = tokens.flatMap((token) => deciding.filter(({ pool }) => pool === token))
  const isWhole = picked.length === tokens.length && deciding.length === tokens.length
  return isWhole ? { picked, isPart: false } : { picked: members.slice(0, tokens.length), isPart: true }
}
