import type { InferenceJob, InferenceOffer } from './page-messages.ts'
import type { Resource } from '../project/resources.ts'
import type { Service } from '../project/service.ts'
import { GlanceError } from '../../models/errors.ts'
import { type ModelFile, toEngineModel } from '../../models/runtime/engine-model.ts'
import type { EngineModel, Wanted } from '../../models/runtime/engine.ts'
import { RemoteEngine } from '../../models/runtime/remote-engine.ts'

/** Batches that may be under way at once: one in the worker's model, one ready behind it, one being decoded. */
const capacity = 3
/**
 * Milliseconds without a request from the page after which it counts as closed;
 * an open one sends one every few seconds.
 */
const timeoutMs = 60_000

/** The run that the page's worker works for. */
export interface PageRun {
  engine: RemoteEngine
  job: InferenceJob
  model: EngineModel
}

/**
 * Where the service and the page's worker meet:
 * the worker offers itself, a job takes the offer, both continue from there.
 */
export class PageEngines {
  #offer: InferenceOffer | null = null
  #current: PageRun | null = null
  #runs = 0
  #lastSeenAt = 0
  #watch: NodeJS.Timeout | undefined
  readonly #timeoutMs: number

  constructor(options: { timeoutMs?: number } = {}) {
    this.#timeoutMs = options.timeoutMs ?? timeoutMs
  }

  /** A worker is ready, perhaps in place of one that died: its unanswered batches are sent again. */
  offer(offer: InferenceOffer): void {
    this.#offer = offer
    this.touch()
    this.#current?.engine.requeue()
  }

  /** The page is alive. */
  touch(): void {
    this.#lastSeenAt = performance.now()
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
    const { provider, text, precision, isFused } = offer
    const batchSize = file.metadata.foreign?.batch ?? offer.batchSize
    const model = toEngineModel(file, wanted, { precision, isFused })
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
    this.touch()
    clearInterval(this.#watch)
    this.#watch = setInterval(() => {
      if (performance.now() - this.#lastSeenAt > this.#timeoutMs) engine.fail('The page that ran the model was closed.')
    }, this.#timeoutMs / 4).unref()
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
