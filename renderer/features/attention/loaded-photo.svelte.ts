import type { ImageCard, PhotoDetail } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { loadFile } from '../../host/load-file.ts'

/** One photo with all that the review shows of it, loaded piece by piece and kept until it is released. */
export class LoadedPhoto {
  readonly id: number
  readonly thumbnail: string
  readonly #version: string
  readonly #model: string
  readonly #abort = new AbortController()
  detail = $state.raw<PhotoDetail | null>(null)
  /** Decoded and ready to be shown. */
  image = $state.raw<HTMLImageElement | null>(null)
  rollout = $state.raw<Uint8Array | null>(null)
  attention = $state.raw<Float32Array | null>(null)
  /** Why a piece is not there. */
  detailError = $state<string | null>(null)
  photoError = $state<string | null>(null)
  mapError = $state<string | null>(null)
  attentionError = $state<string | null>(null)
  #asked: Promise<void> | null = null
  #askedAttention: Promise<void> | null = null

  constructor({ id, version }: ImageCard, model: string | null) {
    this.id = id
    this.#version = encodeURIComponent(version)
    this.#model = encodeURIComponent(model ?? '')
    this.thumbnail = `files/thumbnail/${id}?v=${this.#version}`
  }

  /** Begins to load; done once every piece is there or has failed. */
  load(): Promise<void> {
    this.#asked ??= Promise.all([this.#loadImage(), this.#loadDetail()]).then(() => undefined)
    return this.#asked
  }

  /** The single layers and heads, which are only asked for where they are shown. */
  loadAttention(): Promise<void> {
    if ((this.detail?.map?.layers ?? 0) === 0) return Promise.resolve()
    this.#askedAttention ??= this.#piece('attentionError', async (signal) => {
      const response = await loadFile(`files/attention/${this.id}?v=${this.#version}&m=${this.#model}`, signal)
      this.attention = new Float32Array(await response.arrayBuffer())
    })
    return this.#askedAttention
  }

  /** Lets go of everything and stops what is under way. */
  release(): void {
    this.#abort.abort()
    if (this.image !== null) URL.revokeObjectURL(this.image.src)
  }

  async #loadImage(): Promise<void> {
    await this.#piece('photoError', async (signal) => {
      const response = await loadFile(`files/photo/${this.id}?v=${this.#version}`, signal)
      const address = URL.createObjectURL(await response.blob())
      const image = new Image()
      image.alt = '' // its frame has the name
      image.draggable = false
      image.src = address
      try {
        await image.decode()
      } catch {
        URL.revokeObjectURL(address)
        throw new Error(t('review:photoDamaged'))
      }
      // Released meanwhile: nothing would ever free it.
      if (signal.aborted) URL.revokeObjectURL(address)
      else this.image = image
    })
  }

  async #loadDetail(): Promise<void> {
    await this.#piece('detailError', async (signal) => {
      const detail = await host.call('getPhoto', { id: this.id })
      if (signal.aborted) return
      this.detail = detail
      if (detail.map !== null) await this.#loadRollout()
    })
  }

  #loadRollout(): Promise<void> {
    return this.#piece('mapError', async (signal) => {
      const response = await loadFile(`files/map/${this.id}?v=${this.#version}&m=${this.#model}`, signal)
      this.rollout = new Uint8Array(await response.arrayBuffer())
    })
  }

  async #piece(
    errorName: 'detailError' | 'photoError' | 'mapError' | 'attentionError',
    action: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { signal } = this.#abort
    try {
      await action(signal)
    } catch (error) {
      if (!signal.aborted) this[errorName] = explain(error)
    }
  }
}
