/** Rows of a page: some megabytes of embeddings. */
const pageRows = 2000

/**
 * Embeddings of photos, read where they are needed: those of a million photos take gigabytes. A row is a photo, in the
 * order of the photos' ids.
 */
export interface EmbeddingSource {
  rows: number
  /** Numbers of a row. */
  stride: number
  /** Some rows, ascending: float32 [rows.length, stride], the caller's own. Zeros where there is no embedding. */
  read: (rows: readonly number[]) => Float32Array
}

/** Consecutive rows of a source. */
export interface EmbeddingPage {
  /** The first one's place among all. */
  from: number
  rows: number
  /** float32 [rows, stride]. */
  values: Float32Array
}

/** All rows in their order, page by page, so that one page is in memory at a time. */
export function* readPages(source: EmbeddingSource): Generator<EmbeddingPage> {
  for (let from = 0; from < source.rows; from += pageRows) {
    const rows = Math.min(pageRows, source.rows - from)
    yield { from, rows, values: source.read(Array.from({ length: rows }, (_, index) => from + index)) }
  }
}

/**
 * Embeddings that are in memory already.
 *
 * @param values float32 [rows, stride]
 * @throws RangeError where `values` is no whole number of rows
 */
export function sourceOf(values: Float32Array, stride: number): EmbeddingSource {
  if (values.length % stride !== 0) throw new RangeError(`${values.length} values are no rows of ${stride}`)
  return {
    rows: values.length / stride,
    stride,
    read: (rows) => {
      const read = new Float32Array(rows.length * stride)
      rows.forEach((row, at) => read.set(values.subarray(row * stride, (row + 1) * stride), at * stride))
      return read
    },
  }
}
