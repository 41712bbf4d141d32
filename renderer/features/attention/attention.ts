import type { AttentionMap } from '../../../electron/api/page.ts'

/** Whose attention to the patches is shown; the difference is class token minus distillation token. */
export const tokenChoices = ['class', 'distillation', 'difference'] as const
export type TokenChoice = (typeof tokenChoices)[number]

/** A row of the maps over the patches, side² values. */
export type Row = Float32Array<ArrayBuffer>

type Shape = Pick<AttentionMap, 'tokens' | 'side' | 'layers' | 'heads'>

/**
 * The rollout of a token as shares of the whole: bytes are scaled to the row's own maximum, and only shares compare.
 */
export function rolloutRow(
  bytes: Uint8Array,
  { tokens, side }: Pick<Shape, 'tokens' | 'side'>,
  choice: TokenChoice,
): Row {
  expectLength(bytes, tokens * side * side, 'rollout')
  return chooseToken(tokens, choice, (token) => share(bytes.subarray(token * side * side, (token + 1) * side * side)))
}

/** One layer's attention of a token, of one head or the mean of all (null): softmax weights, as the model has them. */
export function attentionRow(
  weights: Float32Array,
  shape: Shape,
  choice: TokenChoice,
  layer: number,
  head: number | null,
): Row {
  const { tokens, side, layers, heads } = shape
  const patches = side * side
  expectLength(weights, layers * heads * tokens * patches, 'attention')
  if (layer < 0 || layer >= layers) throw new RangeError(`There is no layer ${layer + 1}: the model has ${layers}.`)
  if (head !== null && (head < 0 || head >= heads))
    throw new RangeError(`There is no head ${head + 1}: the model has ${heads} a layer.`)
  const read = (token: number, one: number): Float32Array => {
    const start = ((layer * heads + one) * tokens + token) * patches
    return weights.subarray(start, start + patches)
  }
  return chooseToken(tokens, choice, (token) =>
    head === null
      ? mean(Array.from({ length: heads }, (_, one) => read(token, one)))
      : Float32Array.from(read(token, head)),
  )
}

/** Class token minus distillation token. */
export function subtract(one: ArrayLike<number>, other: ArrayLike<number>): Row {
  return Float32Array.from({ length: one.length }, (_, index) => one[index]! - other[index]!)
}

/** The mean of rows of one length. */
export function mean(rows: readonly ArrayLike<number>[]): Row {
  const result = new Float32Array(rows[0]?.length ?? 0)
  for (const row of rows)
    for (let index = 0; index < result.length; index++) result[index]! += row[index]! / rows.length
  return result
}

/** Scaled so that all add up to 1; a row of nothing stays one. */
export function share(row: ArrayLike<number>): Row {
  let sum = 0
  for (let index = 0; index < row.length; index++) sum += row[index]!
  return Float32Array.from({ length: row.length }, (_, index) => (sum === 0 ? 0 : row[index]! / sum))
}

function chooseToken(tokens: number, choice: TokenChoice, read: (token: number) => Row): Row {
  // A plain model has one token, and every choice is about it.
  if (tokens < 2 || choice === 'class') return read(0)
  return choice === 'distillation' ? read(1) : subtract(read(0), read(1))
}

function expectLength(values: { length: number }, expected: number, what: string): void {
  if (values.length !== expected) throw new RangeError(`The ${what} has ${values.length} values: expected ${expected}.`)
}
