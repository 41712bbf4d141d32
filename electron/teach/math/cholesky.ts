/**
 * The inverse of a symmetric positive definite matrix by its Cholesky factor.
 *
 * @param matrix [size, size], of which the upper triangle is read; it is overwritten by the inverse, both triangles
 * @throws Error where it is not positive definite, which no covariance with shrinkage is
 */
export function invert(matrix: Float64Array, size: number): Float64Array {
  factor(matrix, size)
  invertFactor(matrix, size)
  // The inverse is U⁻¹ U⁻ᵀ; row i of U⁻¹ begins at its diagonal.
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      let sum = 0
      for (let k = j; k < size; k++) sum += matrix[i * size + k]! * matrix[j * size + k]!
      matrix[i * size + j] = sum
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[i * size + j] = matrix[j * size + i]!
  return matrix
}

/** The upper factor U of A = UᵀU, in place of A's upper triangle. */
function factor(matrix: Float64Array, size: number): void {
  for (let k = 0; k < size; k++) {
    const line = k * size
    const pivot = matrix[line + k]!
    if (!(pivot > 0)) throw new Error(`the matrix is not positive definite: pivot ${k} is ${pivot}`)
    const root = Math.sqrt(pivot)
    for (let j = k; j < size; j++) matrix[line + j]! /= root
    for (let i = k + 1; i < size; i++) {
      const by = matrix[line + i]!
      if (by === 0) continue
      const row = i * size
      for (let j = i; j < size; j++) matrix[row + j]! -= by * matrix[line + j]!
    }
  }
}

/** U⁻¹ in place of U. */
function invertFactor(matrix: Float64Array, size: number): void {
  const row = new Float64Array(size)
  for (let i = size - 1; i >= 0; i--) {
    const line = i * size
    const diagonal = 1 / matrix[line + i]!
    row.fill(0)
    for (let k = i + 1; k < size; k++) {
      const by = matrix[line + k]!
      if (by === 0) continue
      const other = k * size
      for (let j = k; j < size; j++) row[j]! -= by * matrix[other + j]!
    }
    matrix[line + i] = diagonal
    for (let j = i + 1; j < size; j++) matrix[line + j] = row[j]! * diagonal
  }
}
