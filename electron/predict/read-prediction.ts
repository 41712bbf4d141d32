import type { PredictionRecord } from '../catalog/rows.ts'
import { specialTokens } from '../../models/deit/config.ts'
import { mapDistance } from '../../models/deit/map-distance.ts'
import { centreLogProbabilities, predict } from '../../models/deit/predict.ts'
import { quantizeMaps } from '../../models/deit/rollout.ts'
import type { BatchOutput } from '../../models/runtime/engine.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'

interface Target {
  model: ModelFile
  imageId: number
  modelId: number
  topK: number
}

/** Predictions kept of a single head, for display; only those of the average are used. */
const headPredictions = 5

/** A probability that is 0 in float32 counts as the smallest that is not: embeddings have to be finite. */
const toLog = (probability: number): number => Math.log(Math.max(probability, 2 ** -149))

/** The catalog's record of one image of a batch. */
export function readPrediction(
  output: BatchOutput,
  index: number,
  { model, imageId, modelId, topK }: Target,
): PredictionRecord {
  const row = (values: Float32Array | null): Float32Array | null => {
    if (values === null) return null
    const length = values.length / output.count
    return values.subarray(index * length, (index + 1) * length)
  }
  const { config, foreign: external } = model.metadata
  const clsOutput = row(output.clsLogits)!
  // The softmax of logarithms gives probabilities back.
  const clsLogits = external?.outputs === 'probabilities' ? clsOutput.map(toLog) : clsOutput
  const rows = row(output.rollout)
  const rollout = rows === null || config === undefined ? null : quantizeMaps(rows, specialTokens(config))
  const { cls, dist, ...fusion } = predict(clsLogits, row(output.distLogits), topK)
  return {
    imageId,
    modelId,
    ...fusion,
    cls: cls.slice(0, headPredictions),
    dist: dist && dist.slice(0, headPredictions),
    embeddings: row(output.embeddings) ?? (external === undefined ? null : centreLogProbabilities(clsLogits)),
    rollout,
    // Of the bytes that are kept, so that it is the same whether it is reckoned now or from the catalog.
    mapDistance:
      rollout === null || config?.distilled !== true
        ? null
        : mapDistance(rollout.subarray(0, rollout.length / 2), rollout.subarray(rollout.length / 2)),
  }
}
