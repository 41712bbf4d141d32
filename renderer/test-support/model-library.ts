import type { KnownModel, Measurement, LibraryModel } from '../../electron/api/page.ts'
import { knownModels } from '../../models/known-models.ts'

export const known: readonly KnownModel[] = knownModels

/** An installed model of the paper, for tests. */
export function makeModel(change: Partial<LibraryModel> = {}): LibraryModel {
  return {
    id: 'deit_tiny_patch16_224-a1311bcf',
    name: 'deit_tiny_patch16_224',
    title: 'DeiT-Ti',
    classes: 1000,
    size: 224,
    parameters: 5_717_416,
    distilled: false,
    attention: true,
    bytes: 22_900_000,
    path: '/models/a.onnx',
    isDefault: false,
    knownId: 'deit_tiny_patch16_224',
    precision: 'float32',
    origin: { file: 'a.pth', sha256: 'a1311bcf' },
    macs: 1_258_000_000,
    publishedSize: 224,
    taught: null,
    shape: { patch: 16, width: 192, depth: 12, heads: 3, hidden: 768 },
    isEmbedded: false,
    ...change,
  }
}

export const makeMeasurement = (change: Partial<Measurement> = {}): Measurement => ({
  modelId: makeModel().id,
  engine: 'cpu',
  description: 'onnxruntime',
  imagesPerSecond: 60,
  loadSeconds: 0.4,
  memory: 120_000_000,
  measuredAt: Date.UTC(2026, 0, 2),
  machine: 'EPYC, 2 cores',
  ...change,
})
