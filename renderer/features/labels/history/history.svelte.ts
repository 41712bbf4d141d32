import type { HistoryEntry } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { measureWay, type Way } from './history-texts.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { edits } from '../../../app/edits.svelte.ts'

const pageSize = 200
/** As many as one call gives. */
const most = 1000

/** The list of edits, from the newest as far back as it was scrolled. */
export class History {
  /** The newest first, without a gap; null until they are known. */
  entries = $state.raw<readonly HistoryEntry[] | null>(null)
  hasMore = $state(false)
  isLoading = $state(false)
  error = $state<string | null>(null)
  /** Whose edits are shown; null shows all. */
  author = $state<string | null>(null)
  readonly shown = $derived((this.entries ?? []).filter(({ author }) => this.author === null || author === this.author))
  /** The last edit in effect: here is now. 0 where there is none. */
  readonly now = $derived(this.entries?.find(({ undone }) => !undone)?.id ?? 0)
  #run = 0

  /** Asks for the list again, as far as it was known. */
  async load(): Promise<void> {
    const run = ++this.#run
    const limit = Math.min(most, Math.max(pageSize, this.entries?.length ?? 0))
    await this.#fetch(run, null, limit)
  }

  /** The edits before those that are known; on and on until there is one of the author that is asked for. */
  async loadMore(): Promise<void> {
    if (this.isLoading || !this.hasMore) return
    const run = ++this.#run
    const before = this.shown.length
    do await this.#fetch(run, this.entries?.at(-1)?.id ?? null, pageSize)
    while (run === this.#run && this.#mayHaveMore && this.shown.length === before)
  }

  get #mayHaveMore(): boolean {
    return this.hasMore && this.error === null
  }

  async #fetch(run: number, before: number | null, limit: number): Promise<void> {
    this.isLoading = true
    try {
      const page = await host.call('listHistory', { before, limit })
      if (run !== this.#run) return
      this.entries = before === null ? page : [...(this.entries ?? []), ...page]
      this.hasMore = page.length === limit
      this.error = null
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    } finally {
      if (run === this.#run) this.isLoading = false
    }
  }

  async showAuthor(author: string | null): Promise<void> {
    this.author = author
    if (this.shown.length === 0) await this.loadMore()
  }

  /** How many edits it takes to go there. */
  wayTo(editId: number): Way {
    return measureWay(this.entries ?? [], editId)
  }

  async jumpTo(editId: number): Promise<void> {
    if (current.project?.isReadOnly === true || editId === this.now) return
    await edits.jumpTo(editId)
    await this.load()
  }
}
