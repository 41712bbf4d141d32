/** How a model's weights are stored. */
export const precisions = ['float32', 'float16'] as const
export type Precision = (typeof precisions)[number]

/** What heads may be given in place of the embeddings as they are: each scaled to length 1. */
export const headInputs = ['l2-normalised'] as const

/**
 * The shape of a DeiT or ViT classifier (Touvron et al. 2020, arXiv 2012.12877, table 1; Dosovitskiy et al. 2020).
 * Ti/S/B are 192/384/768 wide with 3/6/12 heads and 12 layers; anything like them is described the same way.
 */
export interface DeitConfig {
  /** Pixels a side; the image is square and a multiple of the patch. */
  imageSize: number
  /** Pixels a side of one patch. */
  patchSize: number
  /** Embedding width D. */
  width: number
  /** Transformer layers L. */
  depth: number
  /** Attention heads H; D is a multiple of H. */
  heads: number
  /** Width of the MLP's hidden layer, 4 D in the paper. */
  hidden: number
  classes: number
  /** Whether a distillation token and its head follow the class token. */
  distilled: boolean
  layerNormEps: number
  /** Absent in published models: their heads are given the embeddings as they are. */
  headInput?: (typeof headInputs)[number]
}

/** Patches along one side of the image. */
export const gridSize = (config: DeitConfig): number => config.imageSize / config.patchSize

/** Number of patches, P. */
export const patchCount = (config: DeitConfig): number => gridSize(config) ** 2

/** Leading tokens that are not patches, T: class token, and distillation token if there is one. */
export const specialTokens = (config: DeitConfig): number => (config.distilled ? 2 : 1)

/** Sequence length S = T + P. */
export const sequenceLength = (config: DeitConfig): number => specialTokens(config) + patchCount(config)
