import type { Overview, Filter } from '../../../electron/api/page.ts'
import { outside, type PointMap, readMap } from './points.ts'
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
/** Milliseconds of rest after a change before the points are coloured again. */
const rest = 120

/** Photos of one colour. `colour` is CSS. */
export interface PointGroup {
  key: string
  name: string
  isGiven: boolean
  colour: string
  filter: Filter | null
  count: number
}

/** The map of the embeddings and what colours its points; those of the library's selection are marked. */
export class EmbeddingMap {
  map = $state.raw<PointMap | null>(null)
  isLoading = $state(false)
  error = $state<string | null>(null)
  colouring = $state<Colouring>(colourings.find((one) => localStorage.getItem('map colours') === one) ?? 'class')
  groups = $state.raw<readonly PointGroup[]>([])
  /** Each point's place in `groups`, or `outside`. */
  groupOf = $state.raw(new Uint8Array(0))
  /** Each photo's point. */
  readonly #places = $derived(new Map(Array.from(this.map?.ids ?? [], (id, place) => [id, place])))
  /** 1 for points of selected photos; null where none is selected. */
  readonly marked = $derived.by(() => {
    const { selected } = photoList
    if (this.map === null || selected.size === 0) return null
    const marked = new Uint8Array(this.map.ids.length)
    let isAny = false
    for (const id of selected) {
      const place = this.#places.get(id)
      if (place === undefined) continue
      marked[place] = 1
      isAny = true
    }
    return isAny ? marked : null
  })
  /** The point of the photo with the focus; -1 where there is none. */
  readonly focused = $derived(this.#places.get(photoList.focusedId ?? -1) ?? -1)
  #loaded = ''
  #run = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Fetches the map, unless it is the one that is here; `version` says which there is, '' that there is none. */
  async load(version: string): Promise<void> {
    if (version === this.#loaded) return
    this.#loaded = version
    this.error = null
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

  /** Colours the points soon: labels come in flocks, and each colour is a list of photos. */
  follow(classes: Overview['classes']): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.colour(classes), this.groups.length === 0 ? 0 : rest)
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
    const places = this.#places
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
