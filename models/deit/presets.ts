import { deitPreprocessing, type Preprocessing } from './preprocess.ts'

/** Names of the preprocessing presets, for checkpoints that were not trained with DeiT's own. */
export const presetNames = ['imagenet', 'inception'] as const
export type PreprocessingPreset = (typeof presetNames)[number]

/** Preprocessing presets by name, for a resolution of `size` pixels. */
export const preprocessingPresets = {
  /** DeiT, and most of timm: ImageNet mean and standard deviation. */
  imagenet: deitPreprocessing,
  /** Pixels from −1 to 1: Google's ViT checkpoints, MobileNet, EfficientNet of TensorFlow. */
  inception: (size) => ({
    ...deitPreprocessing(size),
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
} satisfies Record<PreprocessingPreset, (size: number) => Preprocessing>
