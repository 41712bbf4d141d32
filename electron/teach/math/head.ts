import { invert } from './cholesky.ts'
import type { ClassSums } from './class-sums.ts'

/** Weight of the prior covariance, in labels: best on three sets of photos of those tried. */
export const defaultShrinkage = 300

/** A linear discriminant over the classes that have labels. */
export interface Head {
  width: number
  /** Ids of the classes, ascending. */
  classIds: number[]
  /** Labels of each. */
  counts: number[]
  /** [classes, width]. */
  means: Float64Array
  /** [width, width]: inverse of the shrunk covariance within classes. */
  precision: Float64Array
  /** Degrees of freedom of the covariance, the prior's among them. */
  freedom: number
  /** [classes, width]: precision times means. */
  weight: Float64Array
  /** [classes]: weight · x + bias is −½ of the squared distance to a class, but for what all classes share. */
  bias: Float64Array
}

/**
 * Fits linear discriminant analysis with a covariance shrunk towards a sphere, in closed form:
 * S = (S_w + (ν/d)·I) / f with f = max(n − K, 0) + ν, the posterior mean of an inverse Wishart prior worth ν labels
 * (Fisher 1936; Friedman 1989, "Regularized Discriminant Analysis"). The distance to class c is
 * D_c(x) = (x − M_c)ᵀ S⁻¹ (x − M_c). All classes are as likely as each other beforehand: what was labeled so far says
 * more about what was asked than about the rest.
 *
 * @returns null where no class has a label
 */
export function fitHead(sums: ClassSums, shrinkage = defaultShrinkage): Head | null {
  const { width, count } = sums
  const classIds = [...sums.classes.keys()].sort((one, other) => one - other)
  if (classIds.length === 0) return null
  const classes = classIds.map((id) => sums.classes.get(id)!)
  const freedom = Math.max(count - classIds.length, 0) + shrinkage
  const means = new Float64Array(classIds.length * width)
  const precision = Float64Array.from(sums.products)
  for (const [index, { count: labels, sum }] of classes.entries()) {
    for (let i = 0; i < width; i++) {
      means[index * width + i] = sum[i]! / labels
      const line = i * width
      const by = sum[i]! / labels
      for (let j = i; j < width; j++) precision[line + j]! -= by * sum[j]!
    }
  }
  for (let i = 0; i < width; i++) {
    precision[i * width + i]! += shrinkage / width
    for (let j = i; j < width; j++) precision[i * width + j]! /= freedom
  }
  invert(precision, width)
  const weight = new Float64Array(means.length)
  const bias = new Float64Array(classIds.length)
  for (let c = 0; c < classIds.length; c++) {
    const start = c * width
    multiply(precision, means, start, weight, start, width)
    let product = 0
    for (let i = 0; i < width; i++) product += weight[start + i]! * means[start + i]!
    bias[c] = -product / 2
  }
  return {
    width,
    classIds,
    counts: classes.map(({ count: labels }) => labels),
    means,
    precision,
    freedom,
    weight,
    bias,
  }
}

/** A symmetric matrix times the vector at `from`, into `into` at `at`. */
export function multiply(
  matrix: Float64Array,
  vector: Float64Array,
  from: number,
  into: Float64Array,
  at: number,
  width: number,
): void {
  for (let i = 0; i < width; i++) {
    const line = i * width
    let [a, b] = [0, 0]
    let j = 0
    for (; j + 1 < width; j += 2) {
      a += matrix[line + j]! * vector[from + j]!
      b += matrix[line + j + 1]! * vector[from + j + 1]!
    }
    if (j < width) a += matrix[line + j]! * vector[from + j]!
    into[at + i] = a + b
  }
}
