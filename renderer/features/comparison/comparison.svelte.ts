import type { Filter, ModelComparison, ComparisonModel, LibraryModel } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { prelabel } from '../predict/prelabel.svelte.ts'
import { withoutComparison } from './without-comparison.ts'

/** Milliseconds of rest after a change before the models are compared again. */
const rest = 120

/**
 * The predictions of the comparison model beside those of the model in use, over what passes the library's filter; the
 * figures before stay until the new ones are here.
 */
class Comparison {
  data = $state.raw<ModelComparison | null>(null)
  error = $state<string | null>(null)
  /** Models that have predicted here. */
  models = $state.raw<readonly ComparisonModel[]>([])
  /** Models that could. */
  installed = $state.raw<readonly LibraryModel[]>([])
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
    const { project } = current
    if (project === null) return
    if (project.catalog !== this.#catalog || project.secondModel === null) this.data = null
    this.#catalog = project.catalog
    try {
      const [data, models, { installed }] = await Promise.all([
        project.secondModel === null
          ? null
          : host.call('compareModels', { filter: withoutComparison(photoList.filter) }),
        host.call('listComparisonModels', {}),
        host.call('listModelLibrary', {}),
      ])
      if (run !== this.#run) return
      this.data = data
      this.models = models
      this.installed = installed
      this.error = null
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    }
  }

  /** The models' titles, where they were not asked for yet. */
  async learnTitles(): Promise<void> {
    if (this.installed.length === 0)
      this.installed = await host.call('listModelLibrary', {}).then(
        ({ installed }) => installed,
        () => [],
      )
  }

  /** Runs the comparison model on every photo that it has not predicted. */
  async ask(model: string): Promise<void> {
    await prelabel.run(model, 'second')
  }

  /** Compares with a model that has predicted already; null compares with none. */
  async choose(key: string | null): Promise<void> {
    const project = await attempt(() => host.call('setSecondModel', { key }))
    if (project === null) return
    current.project = project
    // Without a comparison model, nothing can be filtered or sorted by it.
    if (key === null)
      await photoList.show({
        filter: withoutComparison(photoList.filter),
        sort: photoList.sort.by === 'comparison' ? { by: 'name', descending: false } : photoList.sort,
      })
    await this.load()
    void photoList.recount()
  }
}

export const comparison = new Comparison()

/** The photos behind a figure of the comparison, the surest differences first. */
export function showCompared(part: Filter): void {
  navigation.view = 'library'
  void photoList.show({
    filter: { ...withoutComparison(photoList.filter), ...part },
    sort: { by: 'comparison', descending: false },
  })
}

/** What a person calls a model: its title in the model library, else its id. */
export const titleOf = (key: string): string => comparison.installed.find(({ id }) => id === key)?.title ?? key
