import { SvelteMap } from 'svelte/reactivity'
import type {
  Cursor,
  EditResult,
  Filter,
  FilterCounts,
  ImageCard,
  ImagePage,
  Sort,
} from '../../../electron/api/page.ts'
import { current } from '../../app/current-project.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { host } from '../../host/host.ts'
import { toasts } from '../../app/toasts.svelte.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'

/** The first page is small, to be shown soon; the others are large, to be few. */
const pageSizes = { first: 1000, next: 20_000 } as const
/** Cards asked for in one call. */
const cardsAtOnce = 200
/** Cards kept; beyond, what is out of view is forgotten and asked for again when needed. */
const cardsKept = 20_000

/** What can be done with photos that were found: its button, and the key that confirms a label. */
export interface FoundAction {
  text: string
  about: string
  /** Said once it was done with the last of them. */
  allDone: string
  /** Gives whether it was done. */
  run: (ids: readonly number[]) => Promise<boolean>
}

/**
 * The photos that pass the filter:
 * their ids in order, the cards of those that were in view, the selection and the focus.
 */
class PhotoList {
  filter = $state.raw<Filter>({})
  sort = $state.raw<Sort>({ by: 'name', descending: false })
  ids = $state.raw<readonly number[]>([])
  /** Whether the first page of ids is still on its way. */
  isLoading = $state(true)
  error = $state<string | null>(null)
  counts = $state.raw<FilterCounts | null>(null)
  readonly cards = new SvelteMap<number, ImageCard>()
  /** Replaced as a whole by every change: a hundred thousand photos are selected in one step. */
  selected = $state.raw<ReadonlySet<number>>(new Set())
  /** The photo that keys act on, and that review shows. */
  focusedId = $state<number | null>(null)
  /** A new object whenever the focused photo is to be scrolled into view. */
  revealed = $state.raw<object | null>(null)
  readonly #places = $derived(new Map(this.ids.map((id, index) => [id, index])))
  /** How it was shown before photos were found. */
  #before: { sort: Sort; focusedId: number | null } = { sort: { by: 'name', descending: false }, focusedId: null }
  readonly #asked = new Set<number>()
  #run = 0
  /** Where the range of a shift-click begins. */
  #anchor: number | null = null

  /** Follows the project and what edits change; gives the function that ends it. */
  start(): () => void {
    const stops = [
      current.follow({
        forget: () => this.reset(),
        load: () => this.reload(),
        refresh: () => Promise.all([this.reload(), this.refreshCards()]),
      }),
      edits.follow({
        own: (result, ids) => this.#showEdit(result, ids),
        remote: async ({ ids, count }) => {
          await (count === 0 || count > ids.length
            ? this.refreshCards()
            : this.fetchCards(ids.filter((id) => this.cards.has(id))))
          void this.recount()
        },
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** An edit that names no photo (the label set, the mapping, an undo) may change what any photo's class is called. */
  async #showEdit({ changed, count }: EditResult, ids: readonly number[] | null): Promise<void> {
    this.replaceCards(changed)
    if (ids === null || count > changed.length) await this.refreshCards()
    const first = changed.find(({ id }) => this.indexOf(id) >= 0)
    if (ids === null && first !== undefined) {
      this.focusedId = first.id
      this.reveal()
    }
    void this.recount()
  }

  /** Place of a photo in the order shown, or -1. */
  indexOf(id: number | null): number {
    return id === null ? -1 : (this.#places.get(id) ?? -1)
  }

  get focusedIndex(): number {
    return this.indexOf(this.focusedId)
  }

  /** What an action is about: the selection, or else the photo with the focus. */
  get targets(): number[] {
    if (this.selected.size > 0) return this.ids.filter((id) => this.selected.has(id))
    return this.focusedId === null ? [] : [this.focusedId]
  }

  /** Whether anything narrows what is shown. */
  get isFiltered(): boolean {
    return Object.keys(this.filter).length > 0
  }

  /** Changes parts of the filter; undefined lets all through. */
  narrow(change: { [Part in keyof Filter]?: Filter[Part] | undefined }): Promise<void> {
    const parts = Object.entries({ ...this.filter, ...change }).filter(([, value]) => value !== undefined)
    return this.show({ filter: Object.fromEntries(parts) })
  }

  /** What the filter's `among` is about, as a person reads it. */
  foundBy = $state<string | null>(null)
  /** Whether the order of `among` is by similarity. */
  foundAlike = $state(false)
  /** What can be done with found photos alone. */
  foundAction = $state.raw<FoundAction | null>(null)

  /** The filter in force but for photos that were found: they are found among those that pass it. */
  get restOfFilter(): Filter {
    const filter = { ...this.filter }
    delete filter.among
    return filter
  }

  /**
   * Shows these photos in this order, of those that pass `filter`; the one in force stays unless told.
   * The sort that was comes back with any other list.
   */
  async showFound(
    ids: readonly number[],
    by: string,
    {
      isAlike = false,
      filter = this.restOfFilter,
      action = null,
    }: { isAlike?: boolean; filter?: Filter; action?: FoundAction | null } = {},
  ): Promise<void> {
    if (this.sort.by !== 'given') this.#before = { sort: this.sort, focusedId: this.focusedId }
    this.foundBy = by
    this.foundAlike = isAlike
    this.foundAction = action
    await this.show({ filter: { ...filter, among: [...ids] }, sort: { by: 'given', descending: false } })
  }

  /**
   * Does what can be done with found photos, with those of the selection unless told; they leave the list, and the next
   * one gets the focus, selected where they were.
   */
  async doFoundAction(targets: readonly number[] = this.targets): Promise<void> {
    const { foundAction, ids } = this
    const among = this.filter.among
    const isSelected = this.selected.size > 0
    if (foundAction === null || among === undefined || targets.length === 0) return
    if (!(await foundAction.run(targets)) || this.filter.among !== among) return
    const done = new Set(targets)
    const rest = among.filter((id) => !done.has(id))
    // What comes after the last of them, else what is last.
    const after = ids.findLastIndex((id) => done.has(id)) + 1
    const next = ids
      .slice(after)
      .concat(ids.slice(0, after).reverse())
      .find((id) => !done.has(id))
    if (next === undefined) {
      toasts.show('info', foundAction.allDone)
      return this.leaveFound()
    }
    await this.show({ filter: { ...this.filter, among: rest } })
    this.focusAt(this.indexOf(next))
    if (isSelected) this.selectOnly(next)
  }

  /** Shows the other photos again, with the focus where it was before. Nothing else of the filter changes. */
  async leaveFound(): Promise<void> {
    if (this.filter.among === undefined) return
    const { focusedId } = this.#before
    await this.show({ filter: this.restOfFilter })
    if (this.indexOf(focusedId) < 0) return
    this.focusedId = focusedId
    this.reveal()
  }

  /** Shows all photos that a figure of the whole project counts: the filter gives way, and the page says so. */
  async showWhole({ filter, sort }: { filter: Filter; sort?: Sort }): Promise<void> {
    if (Object.keys(this.filter).some((part) => !(part in filter))) toasts.show('info', t('common:filterRemoved'))
    await this.show({ filter, ...(sort !== undefined && { sort }) })
  }

  async show(change: { filter?: Filter; sort?: Sort }): Promise<void> {
    if (change.filter !== undefined && change.filter.among === undefined) {
      this.foundBy = null
      this.foundAction = null
      if (this.sort.by === 'given') change.sort ??= this.#before.sort
    }
    if (change.filter !== undefined) this.filter = change.filter
    if (change.sort !== undefined) this.sort = change.sort
    this.clearSelection()
    await this.reload({ isOther: true })
    this.reveal()
  }

  /** Asks for the list again; what is in view stays until the new list is here, or the first page of another list. */
  async reload({ isOther = false }: { isOther?: boolean } = {}): Promise<void> {
    const run = ++this.#run
    const before = this.focusedIndex
    this.error = null
    try {
      const all: number[] = []
      let after: Cursor | null = null
      do {
        const page: ImagePage = await host.call('listImages', {
          filter: this.filter,
          sort: this.sort,
          after,
          limit: after === null ? pageSizes.first : pageSizes.next,
        })
        if (run !== this.#run) return
        for (const id of page.ids) all.push(id)
        after = page.next
        const isFirst = all.length === page.ids.length
        // A first page is worth showing at once; a list that was there already must not shrink for a moment.
        if ((after === null || this.ids.length < all.length || (isOther && isFirst)) && !isSame(all, this.ids))
          this.ids = [...all]
        this.focusedId ??= this.ids[0] ?? null
        // Asked for after the first page: the service answers one question at a time.
        if (isFirst) void this.recount()
        this.isLoading = false
      } while (after !== null)
      // The photo left the list: the one in its place has the focus now,
      // so that a review continues where it was; in another list the first.
      if (this.indexOf(this.focusedId) < 0)
        this.focusedId = this.ids[isOther ? 0 : Math.min(Math.max(0, before), this.ids.length - 1)] ?? null
      const left = [...this.selected].filter((id) => this.indexOf(id) >= 0)
      if (left.length < this.selected.size) this.selected = new Set(left)
    } catch (error) {
      if (run !== this.#run) return
      this.error = explain(error)
      this.isLoading = false
    }
  }

  async recount(): Promise<void> {
    const run = this.#run
    const counts = await host.call('countImages', { filter: this.filter }).catch(() => null)
    if (run === this.#run && counts !== null) this.counts = counts
  }

  /** Makes sure that these photos' cards are known, or on their way. */
  ensureCards(ids: readonly number[]): void {
    const wanted = ids.filter((id) => !this.cards.has(id) && !this.#asked.has(id))
    for (let start = 0; start < wanted.length; start += cardsAtOnce)
      void this.fetchCards(wanted.slice(start, start + cardsAtOnce))
  }

  async fetchCards(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    for (const id of ids) this.#asked.add(id)
    try {
      this.putCards(await host.call('getCards', { ids: [...ids] }))
    } catch {
      // They are asked for again when they are next in view; the status bar says that the service is out of reach.
    } finally {
      for (const id of ids) this.#asked.delete(id)
    }
  }

  /** What the grid has in view; set by it. */
  inView: readonly number[] = []

  /** Predictions came in: what is in view is asked for again, the rest forgotten until it is in view. */
  async refreshCards(): Promise<void> {
    const keep = new Set([...this.inView, ...(this.focusedId === null ? [] : [this.focusedId])])
    for (const id of this.cards.keys()) if (!keep.has(id)) this.cards.delete(id)
    await this.fetchCards([...keep].slice(0, 1000))
  }

  putCards(cards: readonly ImageCard[]): void {
    for (const card of cards) this.cards.set(card.id, card)
    if (this.cards.size <= cardsKept) return
    const keep = new Set([...this.inView, ...cards.map(({ id }) => id)])
    for (const id of [...this.cards.keys()]) if (!keep.has(id)) this.cards.delete(id)
  }

  /** An edit may touch every photo; only the cards that are at hand are worth replacing. */
  replaceCards(cards: readonly ImageCard[]): void {
    this.putCards(cards.filter(({ id }) => this.cards.has(id)))
  }

  /** Scrolls the focused photo into view. */
  reveal(): void {
    this.revealed = {}
  }

  /** Moves the focus in the order shown; `select` also adds what is between to the selection. */
  focusAt(index: number, { select = false }: { select?: boolean } = {}): void {
    const id = this.ids[Math.max(0, Math.min(index, this.ids.length - 1))]
    if (id === undefined) return
    if (select) this.selectTo(id)
    else this.#anchor = id
    this.focusedId = id
    this.reveal()
  }

  /** A click without keys: the photo alone. */
  selectOnly(id: number): void {
    this.selected = new Set([id])
    this.focusedId = this.#anchor = id
  }

  /** A click with ctrl: in or out. */
  toggle(id: number): void {
    const selected = new Set(this.selected)
    if (!selected.delete(id)) selected.add(id)
    this.selected = selected
    this.focusedId = this.#anchor = id
  }

  /** A click with shift: everything from the last click to here; `keep` adds it to what was selected. */
  selectTo(id: number, { keep = false }: { keep?: boolean } = {}): void {
    const [from, to] = [this.indexOf(this.#anchor ?? this.focusedId ?? id), this.indexOf(id)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    this.#anchor ??= this.focusedId ?? id
    this.selected = new Set([...(keep ? this.selected : []), ...this.ids.slice(Math.max(0, from), to + 1)])
    this.focusedId = id
  }

  selectAll(): void {
    this.selected = new Set(this.ids)
  }

  /** Takes these and no others into the selection, with the focus on one of them. */
  select(ids: Iterable<number>, focused?: number): void {
    this.selected = new Set(ids)
    if (focused !== undefined) this.focusedId = this.#anchor = focused
  }

  clearSelection(): void {
    if (this.selected.size > 0) this.selected = new Set()
  }

  /** Another folder. */
  reset(): void {
    this.#run++
    this.cards.clear()
    Object.assign(this, {
      filter: {},
      foundBy: null,
      foundAction: null,
      sort: this.sort.by === 'given' ? this.#before.sort : this.sort,
      ids: [],
      selected: new Set(),
      focusedId: null,
      counts: null,
      isLoading: true,
      error: null,
    })
    this.#anchor = null
  }
}

export const photoList = new PhotoList()

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index])
}
