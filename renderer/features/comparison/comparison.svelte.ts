import type { Filter, ModelComparison, Opinion, ShelfModel } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { session } from '../../app/session.svelte.ts'
import { withoutOpinion } from './without-comparison.ts'

/** Milliseconds of rest after a change before the models are compared again. */
const rest = 120

/** What the second model says beside the first, over what passes the library's filter; the figures before stay until the new ones are here. */
class OpinionState {
  comparison = $state.raw<ModelComparison | null>(null)
  error = $state<string | null>(null)
  /** Models that have predicted here. */
  opinions = $state.raw<readonly Opinion[]>([])
  /** Models that could. */
  installed = $state.raw<readonly ShelfModel[]>([])
  #catalog: string | null = null
  #run = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Soon: edits and guesses come in flocks. */
  follow(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.load(), this.comparison === null ? 0 : rest)
  }

  async load(): Promise<void> {
    const run = ++this.#run
    const { project } = session
    if (project === null) return
    if (project.catalog !== this.#catalog || project.secondModel === null) this.comparison = null
    this.#catalog = project.catalog
    try {
      const [comparison, opinions, shelf] = await Promise.all([
        project.secondModel === null
          ? null
          : host.call('compareModels', { filter: withoutOpinion(session.library.filter) }),
        host.call('listOpinions', {}),
        host.call('listShelf', {}),
      ])
      if (run !== this.#run) return
      this.comparison = comparison
      this.opinions = opinions
      this.installed = shelf.installed
      this.error = null
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    }
  }

  /** The models' titles, where nobody has asked for them yet. */
  async learnTitles(): Promise<void> {
    if (this.installed.length === 0)
      this.installed = await host.call('listShelf', {}).then(
        ({ installed }) => installed,
        () => [],
      )
  }

  /** Has the model look at every photo that it has not seen, beside the model in use. */
  async ask(model: string): Promise<void> {
    await session.prelabel(model, 'second')
  }

  /** Shows the opinion of a model that has looked already; null shows nobody's. */
  async choose(key: string | null): Promise<void> {
    const project = await session.attempt(() => host.call('setSecondModel', { key }))
    if (project === null) return
    session.project = project
    const { library } = session
    // Where nobody has a second opinion, nothing can be filtered or sorted by it.
    if (key === null)
      await library.show({
        filter: withoutOpinion(library.filter),
        sort: library.sort.by === 'opinion' ? { by: 'name', descending: false } : library.sort,
      })
    await this.load()
    void library.recount()
  }
}

export const opinion = new OpinionState()

/** The photos behind a figure of the comparison, the surest differences first. */
export function showOpinion(part: Filter): void {
  session.view = 'library'
  void session.library.show({
    filter: { ...withoutOpinion(session.library.filter), ...part },
    sort: { by: 'opinion', descending: false },
  })
}

/** What a person calls a model: its title on the shelf, else its id. */
export const titleOf = (key: string): string => opinion.installed.find(({ id }) => id === key)?.title ?? key
