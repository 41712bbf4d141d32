import type { ClassRef } from '../../../../electron/api/page.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { edits } from '../../../app/edits.svelte.ts'
import { host } from '../../../host/host.ts'

/** Least milliseconds from one count to the next: labels are given faster than a million photos are counted. */
const countEvery = 500

/** Labels of each class in the whole project, whatever the filter; counted again after edits. */
class PaletteCounts {
  /** Classes without a label are not among them. */
  byClass = $state.raw<ReadonlyMap<ClassRef, number>>(new Map())
  #timer: ReturnType<typeof setTimeout> | null = null
  #countedAt = 0
  #run = 0

  /** Follows the project and its edits; gives the function that ends it. */
  start(): () => void {
    const ask = (): void => this.#ask()
    const afterEdit = (): Promise<void> => {
      this.#ask()
      return Promise.resolve()
    }
    const stops = [
      current.follow({ forget: () => this.#forget(), load: ask, refresh: ask }),
      edits.follow({ own: afterEdit, remote: afterEdit }),
    ]
    return () => {
      for (const stop of stops) stop()
      this.#forget()
    }
  }

  #forget(): void {
    this.#run++
    this.byClass = new Map()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#countedAt = 0
  }

  #ask(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null // before counting: what changes meanwhile is counted again
        void this.#count()
      },
      Math.max(0, this.#countedAt + countEvery - Date.now()),
    )
  }

  async #count(): Promise<void> {
    this.#countedAt = Date.now()
    const run = ++this.#run
    const counts = await host.call('countImages', { filter: {} }).catch(() => null)
    if (counts !== null && run === this.#run)
      this.byClass = new Map(counts.labels.map(({ ref, count }) => [ref, count]))
  }
}

export const paletteCounts = new PaletteCounts()
