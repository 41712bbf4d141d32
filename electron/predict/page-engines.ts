import type { InferenceJob, InferenceOffer } from './page-messages.ts'
import type { Resource } from '../project/resources.ts'
import type { Service } from '../project/service.ts'
import { GlanceError } from '../../models/errors.ts'
import { type ModelFile, toEngineModel } from '../../models/runtime/engine-model.ts'
import type { EngineModel, Wanted } from '../../models/runtime/engine.ts'
import { RemoteEngine } from '../../models/runtime/remote-engine.ts'

/** Batches that may be out at once: one in the worker's model, one ready behind it, one being decoded. */
const capacity = 3
/**
 * Milliseconds without a word from the page after which it is taken for gone; a live one is heard every few seconds.
 */
const patience = 60_000

/** The run that the page's worker works for. */
export interface PageRun {
  engine: RemoteEngine
  job: InferenceJob
  model: EngineModel
}

/**
 * Where the service and the page's worker meet: the worker offers itself, a job takes the offer, both go on from there.
 */
export class PageEngines {
  #offer: InferenceOffer | null = null
  #current: PageRun | null = null
  #runs = 0
  #heardAt = 0
  #watch: NodeJS.Timeout | undefined
  readonly #patience: number

  constructor(options: { patience?: number } = {}) {
    this.#patience = options.patience ?? patience
  }

  /** A worker is there, perhaps in place of one that died: what that one had not answered is handed out again. */
  offer(offer: InferenceOffer): void {
    this.#offer = offer
    this.heard()
    this.#current?.engine.requeue()
  }

  /** The page is alive. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  get hasOffer(): boolean {
    return this.#offer !== null
  }

  get current(): PageRun | null {
    return this.#current
  }

  /** @throws GlanceError `engine-failed` where no worker offered itself */
  open(file: ModelFile, wanted: Wanted): RemoteEngine {
    const offer = this.#offer
    if (offer === null)
      throw new GlanceError('engine-failed', 'No page is available to run the model.', 'Choose another engine.')
    const { provider, text, precision } = offer
    const batchSize = file.metadata.foreign?.batch ?? offer.batchSize
    const model = toEngineModel(file, wanted, precision)
    const { preprocessing, input, outputs, fileName } = model
    const engine = new RemoteEngine({
      provider,
      description: text,
      batchSize,
      capacity,
      imageBytes: preprocessing.size ** 2 * 3,
    })
    const job = { run: ++this.#runs, fileName, batchSize, preprocessing, input, outputs }
    this.#current = { engine, job, model }
    this.heard()
    clearInterval(this.#watch)
    this.#watch = setInterval(() => {
      if (performance.now() - this.#heardAt > this.#patience) engine.fail('The page that ran the model was closed.')
    }, this.#patience / 4).unref()
    return engine
  }

  /** The run has ended; its model's memory goes. */
  close(): void {
    clearInterval(this.#watch)
    this.#current = null
  }
}

/** Where this process meets its page. */
export const pageEngines: Resource<Service, PageEngines> = { make: () => new PageEngines() }
