import type { DeitConfig } from './deit/config.ts'
import { macsOf, parametersOf } from './deit/cost.ts'

/** Where a checkpoint is published: the paper's authors, or the same weights as safetensors at Hugging Face. */
export const sourceKinds = ['official', 'hugging-face'] as const
export type SourceKind = (typeof sourceKinds)[number]

export interface ModelSource {
  kind: SourceKind
  url: string
  /** Bytes of the file; null where no source states them. */
  bytes: number | null
  /** The whole sha256 in hex where a source states it; else null. */
  sha256: string | null
  /** The first digits of the sha256, as torch hub's file names end; null where the name has none. */
  sha256Prefix: string | null
}

/** A checkpoint of the paper, as it is published. */
export interface PaperModel {
  /** timm's name, e.g. `deit_tiny_distilled_patch16_224`. */
  id: string
  /** As the paper calls it, e.g. `DeiT-Ti⚗`. */
  title: string
  distilled: boolean
  /** Pixels a side. */
  size: number
  /** Width, layers and heads. */
  width: number
  depth: number
  heads: number
  /** Parameters, exactly. */
  parameters: number
  /** ImageNet top-1, 0 to 1 (table 5 of the paper). */
  top1: number
  /** Images a second on a V100 in float32 (the same table). */
  v100: number
  /** Multiply-accumulates of one image. */
  macs: number
  licence: string
  /** At least one; the first is taken where nothing else is asked for. */
  sources: ModelSource[]
}

/** The models of table 1, by width: 64 a head, 12 layers, an MLP of four times the width. */
const widths = { tiny: 192, small: 384, base: 768 } as const

/** A model of the paper as a graph: patches of 16 pixels, ImageNet's classes. */
export const paperConfig = ({
  size,
  width,
  depth,
  heads,
  distilled,
}: Pick<PaperModel, 'size' | 'width' | 'depth' | 'heads' | 'distilled'>): DeitConfig => ({
  imageSize: size,
  patchSize: 16,
  width,
  depth,
  heads,
  hidden: 4 * width,
  classes: 1000,
  distilled,
  layerNormEps: 1e-6,
})

interface Facts {
  title: string
  /** Table 5: ImageNet top-1, and images a second on a V100 in float32. */
  top1: number
  v100: number
  /** As the official file's name ends: the first 8 digits of its sha256. */
  prefix: string
  /** Of Hugging Face's file, where a source states them. */
  bytes?: number
  sha256?: string
}

function describe(
  size: keyof typeof widths,
  { pixels = 224, distilled = false }: { pixels?: number; distilled?: boolean },
  facts: Facts,
): PaperModel {
  const id = `deit_${size}${distilled ? '_distilled' : ''}_patch16_${pixels}`
  const width = widths[size]
  const shape = { distilled, size: pixels, width, depth: 12, heads: width / 64 }
  const config = paperConfig(shape)
  return {
    id,
    title: facts.title,
    ...shape,
    parameters: parametersOf(config),
    top1: facts.top1,
    v100: facts.v100,
    macs: macsOf(config),
    licence: 'Apache-2.0',
    sources: [
      {
        kind: 'official',
        url: `https://dl.fbaipublicfiles.com/deit/${id}-${facts.prefix}.pth`,
        bytes: null,
        sha256: null,
        sha256Prefix: facts.prefix,
      },
      {
        kind: 'hugging-face',
        url: `https://huggingface.co/timm/${id}.fb_in1k/resolve/main/model.safetensors`,
        bytes: facts.bytes ?? null,
        sha256: facts.sha256 ?? null,
        sha256Prefix: null,
      },
    ],
  }
}

/**
 * The paper's family in the order of its tables (Touvron et al. 2020, arXiv 2012.12877, tables 1 and 5): accuracy and
 * throughput are the paper's, parameters and multiply-accumulates follow from the shape, addresses are those of the
 * authors' `models.py` and of timm's repositories. The facebook/ repositories are not among the sources: not all of
 * them have safetensors. The one distilled model at 384 pixels that was published is the one trained for 1000 epochs.
 */
export const knownModels: readonly PaperModel[] = [
  describe('tiny', {}, { title: 'DeiT-Ti', top1: 0.722, v100: 2536.5, prefix: 'a1311bcf' }),
  describe('small', {}, { title: 'DeiT-S', top1: 0.798, v100: 940.4, prefix: 'cd65a155' }),
  describe('base', {}, { title: 'DeiT-B', top1: 0.818, v100: 292.3, prefix: 'b5f2ef4d' }),
  describe('base', { pixels: 384 }, { title: 'DeiT-B↑384', top1: 0.831, v100: 85.9, prefix: '8de9b5d1' }),
  describe('tiny', { distilled: true }, { title: 'DeiT-Ti⚗', top1: 0.745, v100: 2529.5, prefix: 'b40b3cf7' }),
  describe('small', { distilled: true }, { title: 'DeiT-S⚗', top1: 0.812, v100: 936.2, prefix: '649709d9' }),
  describe(
    'base',
    { distilled: true },
    {
      title: 'DeiT-B⚗',
      top1: 0.834,
      v100: 290.9,
      prefix: 'df68dfff',
      bytes: 349_367_122,
      sha256: 'ccc9d1bbeede1fc8609a7a7482773a35057e9f38035b9b804bced9126c5a70dc',
    },
  ),
  describe(
    'base',
    { pixels: 384, distilled: true },
    {
      title: 'DeiT-B⚗↑384, 1000 epochs',
      top1: 0.852,
      v100: 85.8,
      prefix: 'd0272ac0',
      bytes: 350_534_482,
      sha256: 'f739dfae2bf3fdd4ef415fdb015966c515b9adca7de703a08365fb349fea82ca',
    },
  ),
]
