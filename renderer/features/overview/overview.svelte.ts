import { untrack } from 'svelte'
import type { Filter, Overview } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { photoList } from '../photos/photo-list.svelte.ts'

/** Milliseconds of rest after a change before the counts are asked for again. */
const rest = 120

/** Counts of what passes the library's filter; the ones before stay until the new ones are here. */
class OverviewState {
  data = $state.raw<Overview | null>(null)
  error = $state<string | null>(null)
  #catalog: string | null = null
  #run = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Soon: edits and predictions come in flocks. */
  follow(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.load(), this.data === null ? 0 : rest)
  }

  async load(): Promise<void> {
    const run = ++this.#run
    const catalog = current.project?.catalog ?? null
    if (catalog !== this.#catalog) this.data = null
    this.#catalog = catalog
    try {
      const data = await host.call('overview', { filter: photoList.filter })
      if (run !== this.#run) return
      this.data = data
      this.error = null
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    }
  }
}

export const overview = new OverviewState()

/** Counts again after every edit and with every prediction, for as long as the component that calls it is there. */
export function followOverview(): void {
  $effect(() => {
    const basis = [photoList.filter, photoList.counts, edits.rewound, current.project?.catalog, current.project?.model]
    if (basis.length > 0) untrack(() => overview.follow())
  })
}

/** The library with its filter narrowed by this. */
export function showNarrowed(change: Filter): void {
  navigation.view = 'library'
  void photoList.narrow(change)
}
