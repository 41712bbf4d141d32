import type { ImageCard, PhotoAttention } from '../../../../electron/api/page.ts'
import type { HeadFusion } from '../../../../models/deit/attention.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { loadFile } from '../../../host/load-file.ts'

/**
 * What the explorer knows of a photo beside its rows:
 * numbers, whole fused matrices and patches. Each is asked for once.
 */
export class ExploredPhoto {
  readonly id: number
  readonly #query: string
  readonly #abort = new AbortController()
  readonly #asked = new Set<string>()
  numbers = $state.raw<PhotoAttention | null>(null)
  fused = $state.raw<Partial<Record<HeadFusion, Float32Array>>>({})
  patches = $state.raw<ReadonlyMap<number, Float32Array>>(new Map())
  /** Why a piece is not there, by its name. */
  errors = $state.raw<Partial<Record<string, string>>>({})

  constructor({ id, version }: ImageCard, model: string | null) {
    this.id = id
    this.#query = `v=${encodeURIComponent(version)}&m=${encodeURIComponent(model ?? '')}`
  }

  loadNumbers(): void {
    void this.#once('numbers', async (signal) => {
      const numbers = await host.call('explorePhoto', { id: this.id })
      if (!signal.aborted) this.numbers = numbers
    })
  }

  loadFused(fusion: HeadFusion): void {
    void this.#once(`fused ${fusion}`, async (signal) => {
      const matrices = await this.#read(`files/fused/${this.id}?${this.#query}&fusion=${fusion}`, signal)
      this.fused = { ...this.fused, [fusion]: matrices }
    })
  }

  loadPatch(patch: number): void {
    void this.#once(`patch ${patch}`, async (signal) => {
      const rows = await this.#read(`files/patch/${this.id}?${this.#query}&patch=${patch}`, signal)
      this.patches = new Map([...this.patches, [patch, rows]])
    })
  }

  /** Asks again for what failed. */
  retry(): void {
    for (const name of Object.keys(this.errors)) this.#asked.delete(name)
    this.errors = {}
  }

  release(): void {
    this.#abort.abort()
  }

  async #read(address: string, signal: AbortSignal): Promise<Float32Array> {
    return new Float32Array(await (await loadFile(address, signal)).arrayBuffer())
  }

  async #once(name: string, load: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#asked.has(name)) return
    this.#asked.add(name)
    const { signal } = this.#abort
    try {
      await load(signal)
    } catch (error) {
      if (!signal.aborted) this.errors = { ...this.errors, [name]: explain(error) }
    }
  }
}
