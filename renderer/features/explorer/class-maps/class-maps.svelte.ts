import type { ClassCount, ClassRef, Filter, MeanMaps } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { explorer } from '../explorer.svelte.ts'
import { nameClass, refNow } from '../../../app/class-names.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { navigation } from '../../../app/navigation.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Milliseconds of rest after a change before the maps are asked for again. */
const rest = 150
/**
 * By what a class is meant: its label where there is one and else its prediction,
 * the label alone, the prediction alone.
 */
export const classParts = ['classes', 'labels', 'predictions'] as const
export type ClassPart = (typeof classParts)[number]

/** Mean maps of what the library shows, or of one class in it; the ones before stay until the new ones are here. */
export class ClassMaps {
  part = $state<ClassPart>('classes')
  /** null for all classes. */
  chosen = $state<ClassRef | null>(null)
  data = $state.raw<MeanMaps | null>(null)
  /** Whether it is known what there is. */
  isKnown = $state(false)
  isLoading = $state(false)
  error = $state<string | null>(null)
  /** The patch that is pointed at, in all maps at once. */
  pointed = $state<number | null>(null)
  #project = ''
  #run = 0
  #isBusy = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** What is shown: the library's filter, and in it the class. */
  readonly filter = $derived<Filter>(
    this.chosen === null ? photoList.filter : { ...photoList.filter, [this.part]: [this.chosen] },
  )
  /** Classes that can be chosen, the most frequent first; the one that is chosen always, by what it was chosen by. */
  readonly classes = $derived.by((): ClassCount[] => {
    const { counts } = photoList
    const known = (counts?.[this.part] ?? []).filter(({ count }) => count > 0)
    const { chosen } = this
    if (chosen === null) return known
    const now = refNow(chosen)
    return known.some(({ ref }) => ref === now)
      ? known.map((one) => (one.ref === now ? { ...one, ref: chosen } : one))
      : [{ ref: chosen, name: nameClass(chosen), count: 0 }, ...known]
  })

  /** Soon: predictions and edits come in flocks. */
  follow(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.load(), this.isKnown ? rest : 0)
  }

  async load(): Promise<void> {
    const run = ++this.#run
    const project = `${current.project?.catalog ?? ''} ${current.project?.model ?? ''}`
    if (project !== this.#project) Object.assign(this, { data: null, isKnown: false, chosen: null, pointed: null })
    this.#project = project
    this.isLoading = true
    // One question at a time: of a million photos each takes its time, and only the last answer counts.
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      const data = await host.call('meanMaps', { filter: this.filter })
      if (run !== this.#run) return
      this.data = data
      this.isKnown = true
      this.error = null
      photoList.ensureCards(data?.farthest.slice(0, shownFarthest).map(({ id }) => id) ?? [])
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    } finally {
      this.#isBusy = false
      if (run === this.#run) this.isLoading = false
      else void this.load()
    }
  }

  /** A photo in the explorer, in the list that it was found in. */
  async explore(id: number): Promise<void> {
    if (photoList.indexOf(id) < 0) await photoList.show({ filter: this.filter })
    photoList.focusedId = id
    photoList.reveal()
    explorer.tab = 'photo'
  }

  /** All of them in the library, those whose maps differ most first. */
  async showAll(): Promise<void> {
    navigation.view = 'library'
    await photoList.show({ filter: this.filter, sort: { by: 'map-distance', descending: true } })
    photoList.focusAt(0)
  }
}

/** Photos of the strip. */
export const shownFarthest = 24

export const classMaps = new ClassMaps()
