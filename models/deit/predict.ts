/** One class with its probability. */
export interface ClassProbability {
  classIndex: number
  confidence: number
}

/** What the heads say of one image. `dist` and `agreement` are null on a model with a single head. */
export interface Prediction {
  /** Top-k of the fusion, highest first. */
  fused: ClassProbability[]
  cls: ClassProbability[]
  dist: ClassProbability[] | null
  /** Whether both heads name the same class first. */
  agreement: boolean | null
}

/**
 * Classifies one image from the logits of its heads.
 *
 * The fusion is the softmax of the two heads' *averaged logits*, as DeiT's released code and timm do it and as the
 * published accuracies assume; the paper's text (arXiv 2012.12877, section 3) adds the two softmax outputs instead.
 * A model without a distillation token is classified by its single head.
 *
 * @param clsLogits [classes] logits of the class token's head
 * @param distLogits [classes] logits of the distillation token's head, or null
 * @param topK how many classes to keep of each distribution
 */
export function predict(clsLogits: Float32Array, distLogits: Float32Array | null, topK: number): Prediction {
  const cls = topClasses(softmax(clsLogits), topK)
  if (distLogits === null) return { fused: cls, cls, dist: null, agreement: null }
  const dist = topClasses(softmax(distLogits), topK)
  const fusedLogits = clsLogits.map((logit, index) => (logit + distLogits[index]!) / 2)
  return {
    fused: topClasses(softmax(fusedLogits), topK),
    cls,
    dist,
    agreement: cls[0]!.classIndex === dist[0]!.classIndex,
  }
}

/** Softmax of [classes] logits, in double precision, shifted by the maximum so that no exponent overflows. */
export function softmax(logits: Float32Array): Float64Array {
  let maximum = -Infinity
  for (const logit of logits) maximum = Math.max(maximum, logit)
  let sum = 0
  const probabilities = Float64Array.from(logits, (logit) => {
    const power = Math.exp(logit - maximum)
    sum += power
    return power
  })
  return probabilities.map((power) => power / sum)
}

/**
 * Log-probabilities of the classes less their mean: the centred log-ratio (Aitchison 1982). Softmax adds a constant to
 * all logarithms alike, so these are the logits less theirs. Uncentred, that constant makes all images alike.
 *
 * @param logits [classes]
 */
export function centreLogProbabilities(logits: Float32Array): Float32Array {
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length
  return logits.map((logit) => logit - mean)
}

/** The k most probable classes, highest first, equal ones by index; all of them where there are fewer. */
export function topClasses(probabilities: Float64Array, k: number): ClassProbability[] {
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
  return order.slice(0, k).map((classIndex) => ({ classIndex, confidence: probabilities[classIndex]! }))
}
