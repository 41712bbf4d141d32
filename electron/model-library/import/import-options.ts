import type { Precision } from '../../../models/deit/config.ts'
import type { PreprocessingPreset } from '../../../models/deit/presets.ts'
import type { KnownModel } from '../calls.ts'
import type { InstalledModel } from '../installed.ts'

export interface ImportOptions {
  /** Checkpoint (.safetensors, .pth, .pt, .bin) or a classifier's .onnx. */
  file: string
  modelsFolder: string
  /** Text file with one class name a line. */
  labels?: string
  /** What the model is called; the file's name where not given. */
  name?: string
  /** Pixels a side; position embeddings are interpolated. The checkpoint's own where not given. */
  resolution?: number
  /** Attention heads, for models whose heads are not 64 wide: a checkpoint does not say. */
  heads?: number
  precision: Precision
  /** ImageNet's where neither this nor a known model says otherwise. */
  preprocessing?: PreprocessingPreset
  /** What checkpoints are recognised by. */
  known?: readonly KnownModel[]
  /** What the file was called where it came from; its own name where not given. */
  originFile?: string
  /** The known model that this is, where that is certain; its classes and heads are its own. */
  knownId?: string
}

/** The input of a converter beside the bytes. */
export interface ConvertOptions extends ImportOptions {
  name: string
  /** Whether a person chose the name. */
  isNamed: boolean
  origin: { file: string; sha256: string }
}

export interface ConvertedModel extends Pick<InstalledModel, 'bytes' | 'metadata' | 'fileName'> {
  /** Whether its fingerprint, and with it its id, is the file's own word: whoever wrote the file chose it. */
  isClaimed?: boolean
}
