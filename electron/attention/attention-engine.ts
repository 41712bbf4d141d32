import type { ImageRow } from '../catalog/rows.ts'
import { GlanceError } from '../../models/errors.ts'
import { findModel, type InstalledModel } from '../model-library/installed.ts'
import { decodeImage } from '../images/decode.ts'
import { readImage } from '../images/read.ts'
import type { DeitConfig } from '../../models/deit/config.ts'
import { decodeSizes, type Preprocessing } from '../../models/deit/preprocess.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { ByteLimitedLru } from '../lib/byte-limited-lru.ts'
import type { Project } from '../project/project.ts'
import type { Resource } from '../project/resources.ts'

/**
 * Bytes of whole attention that are kept, the only limit on the number of photos: a photo takes layers × heads
 * × tokens² floats. Of DeiT-Ti at 224 pixels (5.4 MiB) that is the last 74 photos, of a base model at 384 pixels (183
 * MiB) the last two.
 */
export const keptBytes = 400 * 2 ** 20
/** Milliseconds after the last look when all of its memory is given back. */
const idleAfter = 120_000

/**
 * All that a model attended to in one photo:
 * everything that the explorer shows is worked out from here, without another run.
 */
export interface WholeAttention {
  model: string
  config: DeitConfig
  preprocessing: Preprocessing
  /** Pixels of the photo, after EXIF orientation. */
  width: number
  height: number
  /** Softmax weights, [layers, heads, S, S]. */
  attention: Float32Array
}

/** A model that is ready to show its attention. */
interface OpenModel {
  key: string
  metadata: InstalledModel['metadata']
  engine: Engine
}

/** Runs the project's model for its attention. Its own engine: a pre-label run must not wait for a person's look. */
export class AttentionEngine {
  readonly #project: Project
  readonly #kept = new ByteLimitedLru<WholeAttention>(keptBytes, ({ attention }) => attention.byteLength)
  #open: OpenModel | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined

  constructor(project: Project) {
    this.#project = project
  }

  /**
   * What every head of every layer let every token of the photo attend to. The model is run on a photo once; the last
   * photos are kept, and several questions about a photo are one run.
   *
   * @throws GlanceError where the project has no model yet, or one without attention;
   * what decoding and the engine throw
   */
  read(image: ImageRow): Promise<WholeAttention> {
    const key = this.#project.model?.key
    if (key === undefined)
      throw new GlanceError('wrong-use', 'No model has run on this project yet.', 'Pre-label it first.')
    return this.#kept.get(`${key} ${image.id} ${image.mtime} ${image.size}`, () => {
      const turn = this.#turn.then(() => this.#run(key, image))
      this.#turn = turn.catch(() => undefined)
      return turn
    })
  }

  /** Gives the memory of the model and of all photos it was run on back. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    this.#kept.clear()
    await this.#turn
    await this.#closeModel()
  }

  async #run(key: string, image: ImageRow): Promise<WholeAttention> {
    const {
      metadata: { preprocessing, config },
      engine,
    } = await this.#openModel(key)
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.close(), idleAfter).unref()
    const fileName = image.path
    const bytes = await readImage(this.#project.locate(image), { fileName })
    const { pixels, width, height } = await decodeImage(bytes, {
      fileName,
      sizes: decodeSizes(preprocessing),
      thumbnail: false,
    })
    const { attention } = await engine.run(new Uint8Array(pixels))
    if (attention === null || config === undefined)
      throw new GlanceError('engine-failed', 'The model returned no attention.', 'Import it again.')
    return { model: key, config, preprocessing, width, height, attention }
  }

  async #openModel(key: string): Promise<OpenModel> {
    if (this.#open?.key === key) return this.#open
    await this.#closeModel()
    const model = findModel(this.#project.data.models, key)
    if (!hasAttention(model.metadata)) {
      throw new GlanceError(
        'unsupported-model',
        '{model} has no attention maps: it is an external classifier.',
        'Pre-label with a DeiT or ViT to see attention maps.',
        { params: { model: model.metadata.name } },
      )
    }
    const engine = await openEngine(model, { provider: 'cpu', wanted: 'attention', batchSize: 1 })
    this.#open = { key, metadata: model.metadata, engine }
    return this.#open
  }

  async #closeModel(): Promise<void> {
    const engine = this.#open?.engine
    this.#open = null
    await engine?.dispose()
  }
}

const attentionEngine: Resource<Project, AttentionEngine> = {
  make: (project) => new AttentionEngine(project),
  close: (engine) => engine.close(),
}

/** What every head of every layer let every token of the photo attend to; see `AttentionEngine.read`. */
export const readWholeAttention = (project: Project, image: ImageRow): Promise<WholeAttention> =>
  project.get(attentionEngine).read(image)
