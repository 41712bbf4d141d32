import type { ReadableCatalog } from '../catalog/connection.ts'
import { describeRow, type EmbeddingStamp, readEmbeddings, stampEmbeddings } from '../catalog/queries/embeddings.ts'
import { openBeside } from '../catalog/open/open-beside.ts'
import { GlanceError } from '../../models/errors.ts'
import { Vectors } from './vectors.ts'

/** Which embeddings: of a model, in a catalog that another thread of this process has open. */
export interface Source {
  /** That connection's `db.name`. */
  place: string
  modelId: number
}

/** Rows a query: a few MB at a time. */
const pageSize = 2000

/**
 * The vectors of one model, read from the catalog and kept in step with it. Belongs into a thread of its own:
 * reading 100,000 takes a second.
 */
export class VectorStore {
  readonly source: Source
  readonly #catalog: ReadableCatalog
  #stamp: EmbeddingStamp | null = null
  #vectors: Vectors | null = null

  constructor(source: Source) {
    this.source = source
    this.#catalog = openBeside(source.place)
  }

  /**
   * The vectors as they are now: read again, or, while a model goes through the photos, only what is new.
   *
   * @throws GlanceError `unsupported-model` where its predictions have no embeddings yet
   */
  read(): Vectors {
    const stamp = stampEmbeddings(this.#catalog, this.source.modelId)
    if (!this.#addNew(stamp)) this.#readAll(stamp)
    this.#stamp = stamp
    if (this.#vectors === null) throw noEmbeddings()
    return this.#vectors
  }

  close(): void {
    this.#catalog.close()
  }

  /** False where more happened than that images were added. */
  #addNew(stamp: EmbeddingStamp): boolean {
    const before = this.#stamp
    if (
      before === null ||
      this.#vectors === null ||
      stamp.present !== before.present ||
      describeRow(this.#catalog, before.row) !== before.last
    )
      return false
    const known = this.#vectors.size
    this.#readRows(before.row, stamp.row)
    return stamp.predictions - before.predictions === this.#vectors.size - known
  }

  #readAll(stamp: EmbeddingStamp): void {
    this.#vectors = null
    this.#readRows(0, stamp.row, stamp.predictions)
  }

  #readRows(after: number, last: number, expected = 0): void {
    for (;;) {
      const page = readEmbeddings(this.#catalog, this.source.modelId, { after, last, limit: pageSize })
      for (const { imageId, tokens, embeddings } of page) {
        // Copied: SQLite's buffers start anywhere, floats must be aligned.
        const floats = new Float32Array(new Uint8Array(embeddings).buffer)
        this.#vectors ??= new Vectors(floats.length, expected)
        this.#vectors.set(imageId, floats, tokens)
      }
      if (page.length < pageSize) return
      after = page.at(-1)!.row
    }
  }
}

/** The error where an external classifier ran before such models gave embeddings. */
export const noEmbeddings = (): GlanceError =>
  new GlanceError(
    'unsupported-model',
    'The predictions were made before this model gave embeddings to compare photos by.',
    'Pre-label again: it adds them.',
  )
