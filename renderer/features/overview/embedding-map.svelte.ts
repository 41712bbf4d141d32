import type { Overview, Filter } from '../../../electron/api/page.ts'
import { type PointMap, readMap } from './points.ts'
import { statuses, statusLooks } from '../photos/status.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { FileError, loadFile } from '../../host/load-file.ts'
import { chooseColours, listColours } from '../labels/classes/class-colours.ts'
import { listIds } from '../photos/list-ids.ts'
import { current } from '../../app/current-project.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { photoList } from '../photos/photo-list.svelte.ts'

export const colourings = ['class', 'status', 'match'] as const
export type Colouring = (typeof colourings)[number]

/** Classes with a colour of their own. */
const colouredClasses = 10
/** The group of a photo that the filter leaves out. */
export const outside = 255

/** Photos of one colour. `colour` is CSS. */
export interface PointGroup {
  key: string
  name: string
  isGiven: boolean
  colour: string
  filter: Filter | null
  count: number
}

/** The map of the embeddings, what colours its points, and which of them are selected. */
export class EmbeddingMap {
  map = $state.raw<PointMap | null>(null)
  isLoading = $state(false)
  error = $state<string | null>(null)
  colouring = $state<Colouring>(colourings.find((one) => localStorage.getItem('map colours') === one) ?? 'class')
  groups = $state.raw<readonly PointGroup[]>([])
  /** Each point's place in `groups`, or `outside`. */
  groupOf = $state.raw(new Uint8Array(0))
  /** Places of the selected points. */
  selected = $state.raw<readonly number[]>([])
  readonly marked = $derived.by(() => {
    if (this.map === null || this.selected.length === 0) return null
    const marked = new Uint8Array(this.map.ids.length)
    for (const point of this.selected) marked[point] = 1
    return marked
  })
  #loaded = ''
  #run = 0

  get ids(): number[] {
    return this.selected.map((point) => this.map!.ids[point]!)
  }

  /** Fetches the map, unless it is the one that is here; `version` says which there is, '' that there is none. */
  async load(version: string): Promise<void> {
    if (version === this.#loaded) return
    this.#loaded = version
    this.error = null
    this.selected = []
    if (version === '') {
      this.map = null
      return
    }
    this.isLoading = true
    try {
      const response = await loadFile('files/embedding-map', AbortSignal.timeout(60_000))
      const map = readMap(await response.arrayBuffer())
      if (this.#loaded !== version) return
      this.groupOf = new Uint8Array(map.ids.length).fill(outside)
      this.map = map
    } catch (error) {
      if (this.#loaded !== version) return
      this.map = null
      if (!(error instanceof FileError && error.status === 404)) this.error = explain(error)
    } finally {
      if (this.#loaded === version) this.isLoading = false
    }
  }

  retry(): void {
    const version = this.#loaded
    this.#loaded = ''
    void this.load(version)
  }

  setColouring(colouring: Colouring): void {
    this.colouring = colouring
    localStorage.setItem('map colours', colouring)
  }

  /**
   * Colours the points that are in the library, by lists of ids:
   * as many calls as there are colours, however many photos.
   */
  async colour(classes: Overview['classes']): Promise<void> {
    const { map } = this
    if (map === null) return
    const run = ++this.#run
    const found = this.#listGroups(classes)
    const lists = await attempt(() =>
      Promise.all(found.map(({ filter }) => (filter === null ? Promise.resolve([]) : listIds(filter)))),
    )
    if (lists === null || run !== this.#run || this.map !== map) return
    const places = new Map<number, number>()
    for (const [place, id] of map.ids.entries()) places.set(id, place)
    const groupOf = new Uint8Array(map.ids.length).fill(outside)
    for (const id of photoList.ids) {
      const place = places.get(id)
      if (place !== undefined) groupOf[place] = found.length - 1
    }
    for (const [group, ids] of lists.entries()) {
      for (const id of ids) {
        const place = places.get(id)
        if (place !== undefined && groupOf[place] !== outside) groupOf[place] = group
      }
    }
    const counts = new Uint32Array(256)
    for (const group of groupOf) counts[group]!++
    this.groupOf = groupOf
    this.groups = found.map((group, index) => ({ ...group, count: counts[index]! }))
    this.selected = this.selected.filter((point) => groupOf[point] !== outside)
  }

  /** The last one takes what is in no other. */
  #listGroups(classes: Overview['classes']): PointGroup[] {
    const rest = { key: 'rest', isGiven: false, colour: 'var(--line-strong)', filter: null, count: 0 }
    if (this.colouring === 'status') {
      return [
        ...statuses.map((status) => ({
          key: status,
          name: t(`status:${status}`),
          isGiven: false,
          colour: statusLooks[status].colour,
          filter: { status: [status] },
          count: 0,
        })),
        { ...rest, name: t('overview:other') },
      ]
    }
    if (this.colouring === 'match') {
      return [
        {
          key: 'right',
          name: t('overview:right'),
          isGiven: false,
          colour: 'var(--labeled)',
          filter: { mismatch: false },
          count: 0,
        },
        {
          key: 'wrong',
          name: t('overview:wrong'),
          isGiven: false,
          colour: 'var(--failed)',
          filter: { mismatch: true },
          count: 0,
        },
        { ...rest, colour: 'var(--pre-labeled)', name: t('overview:open') },
      ]
    }
    const coloured = classes.slice(0, colouredClasses)
    const colours = chooseColours(
      coloured.map(({ ref }) => ref),
      listColours(current.project?.labelSet ?? []),
    )
    return [
      ...coloured.map(({ ref, name }, place) => ({
        key: `class ${ref}`,
        name,
        isGiven: true,
        colour: colours[place]!,
        filter: { classes: [ref] },
        count: 0,
      })),
      { ...rest, name: t('overview:other') },
    ]
  }
}

export const embeddingMap = new EmbeddingMap()
