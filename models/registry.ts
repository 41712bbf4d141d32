import { deitPreprocessing, type Preprocessing } from './deit/preprocess.ts'

/** The embedded model: it is there without any download, so the main job runs on a fresh machine. */
export const defaultModelFile = new URL('default/deit.onnx', import.meta.url)

/** What a person types for the embedded model. */
export const defaultModelAlias = 'default'

/** Preprocessing presets by name, for checkpoints that were not trained with DeiT's own. */
export const preprocessingPresets = {
  /** DeiT, and most of timm: ImageNet mean and standard deviation. */
  imagenet: (size: number): Preprocessing => deitPreprocessing(size),
  /** Pixels from −1 to 1: Google's ViT checkpoints, MobileNet, EfficientNet of TensorFlow. */
  inception: (size: number): Preprocessing => ({
    ...deitPreprocessing(size),
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  }),
} as const

export type PreprocessingPreset = keyof typeof preprocessingPresets
