import { expect, it } from 'vitest'
import { makeEmbeddings } from '../../test-support/made-embeddings.ts'
import { type EmbeddingPool, makePools, stepsPerUnit } from './embedding-pool.ts'
import { sourceOf } from './embedding-source.ts'

// More rows than two pages have.
const [rows, tokens, width] = [4500, 2, 6]
const stride = tokens * width
const made = makeEmbeddings({ count: rows, dims: stride, copies: 0 })
const embeddings = Float32Array.from(made.flatMap((one) => [...one]))
embeddings.fill(0, 3 * stride, 3 * stride + width) // one token of one photo
embeddings[2001 * stride + width] = NaN
embeddings[4499 * stride] = Infinity

/** A token's pool by its definition, from all embeddings at once. */
function definePool(token: number): EmbeddingPool {
  const all = Array.from({ length: rows }, (_, row) => {
    const one = Array.from(embeddings.subarray(row * stride + token * width, row * stride + (token + 1) * width))
    const squares = one.reduce((sum, value) => sum + value ** 2, 0)
    const inverse = 1 / Math.sqrt(squares)
    return Number.isFinite(squares) && squares > 0 ? one.map((value) => value * inverse) : null
  })
  const usable = all.filter((one) => one !== null)
  const mean = Float64Array.from({ length: width }, (_, k) => usable.reduce((sum, one) => sum + one[k]!, 0))
  mean.forEach((sum, k) => (mean[k] = sum / usable.length))
  const spread = usable.flat().reduce((sum, value, at) => sum + (value - mean[at % width]!) ** 2, 0)
  const scale = Math.sqrt(usable.length / spread)
  const round = (value: number): number => Math.round(value * stepsPerUnit) / stepsPerUnit
  const data = all.flatMap((one) => Array.from(mean, (centre, k) => (one ? round((one[k]! - centre) * scale) : 0)))
  return {
    rows,
    width,
    data: Float32Array.from(data),
    mean,
    scale,
    isUsable: Uint8Array.from(all, (one) => Number(one !== null)),
  }
}

it('is the same read page by page as from all embeddings at once, bit for bit', () => {
  const source = sourceOf(embeddings, stride)
  const largest: number[] = []
  const read: typeof source.read = (some) => {
    largest.push(some.length)
    return source.read(some)
  }
  const pools = makePools({ ...source, read }, tokens)
  expect(pools).toEqual([definePool(0), definePool(1)])
  expect(largest).toEqual([2000, 2000, 500])
})
