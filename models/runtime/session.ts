import type * as Ort from 'onnxruntime-common'
import { normalizePixels } from '../deit/preprocess.ts'
import type { BatchOutput, EngineModel, Provider } from './engine.ts'

/** Both runtimes, onnxruntime-node and onnxruntime-web, have this shape. */
export type Runtime = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>

/** Why an output is refused. A failed device answers with NaN or nothing but zeros. */
export const notFinite = 'the model returned values that are not finite numbers'
export const onlyZeros = 'the model returned only zeros: its device failed, or it was never trained'

export interface Session {
  run(pixels: Uint8Array): Promise<BatchOutput>
  dispose(): Promise<void>
}

export interface SessionOptions {
  provider: Provider
  batchSize: number
  threads: number
  /** The GPUDevice to run on where the caller made one, to be notified of its loss. */
  device?: unknown
}

/** Loads a model into a runtime and warms it up with an empty batch: kernels compile and memory is laid out once. */
export async function openSession(ort: Runtime, model: EngineModel, options: SessionOptions): Promise<Session> {
  const { provider, batchSize, threads, device } = options
  const session = await ort.InferenceSession.create(model.onnx, {
    executionProviders: [{ name: provider, ...(device === undefined ? {} : { device }) }],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    // Errors only: a person cannot act on the optimizer's warnings.
    logSeverityLevel: 3,
    // A waiting thread that spins takes the core that decodes the next photos.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
  const fetches = Object.values(model.outputs)
  const size = model.preprocessing.size
  const opened: Session = {
    async run(pixels) {
      const count = pixels.length / (size * size * 3)
      const input = new ort.Tensor('float32', normalizePixels(pixels, batchSize, model.preprocessing), [
        batchSize,
        3,
        size,
        size,
      ])
      const results = await session.run({ [model.input]: input }, fetches)
      return readOutputs(model, results, count, batchSize)
    },
    dispose: () => session.release(),
  }
  await opened.run(new Uint8Array(batchSize * size * size * 3))
  return opened
}

function readOutputs(
  model: EngineModel,
  results: Ort.InferenceSession.ReturnType,
  count: number,
  batchSize: number,
): BatchOutput {
  const take = (name: string | undefined): Float32Array | null => {
    if (name === undefined) return null
    const data = results[name]!.data as Float32Array
    // Padding goes; the copy also lets the memory travel to another thread.
    return data.slice(0, (data.length / batchSize) * count)
  }
  const { outputs } = model
  const output: BatchOutput = {
    count,
    clsLogits: take(outputs.clsLogits)!,
    distLogits: take(outputs.distLogits),
    embeddings: take(outputs.embeddings),
    attentionRows: take(outputs.attentionRows),
    rollout: take(outputs.rollout),
    attention: take(outputs.attention),
  }
  // A label made of these must never reach the catalog.
  if (!output.clsLogits.every(Number.isFinite)) throw new Error(notFinite)
  if (output.clsLogits.every((logit) => logit === 0)) throw new Error(onlyZeros)
  return output
}
