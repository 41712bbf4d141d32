import { type Cursor, type Filter, type ImageCard, type LabelTarget } from '../../../electron/api/page.ts'
import { nameTarget } from '../../app/class-names.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { acceptPredictions, setLabel, sweepPage } from '../../app/label-edits.ts'
import { toasts } from '../../app/toasts.svelte.ts'
import { photoList } from '../photos/photo-list.svelte.ts'
import { openOf } from '../photos/status.ts'
import { pageGate } from './page-gate.svelte.ts'
import { readLabels } from './read-labels.ts'
import { sayMarkFirst } from './say-mark-first.ts'
import { type Accepted, countAccepted, decide, findTargets, groupByPrediction, isAsked } from './sweep-page.ts'
import { type Answered, takeBack } from './trail.ts'

/** A page before it was answered, to come back to where the answer is undone. */
interface Step extends Answered {
  ids: readonly number[]
  wrong: ReadonlySet<number>
  after: Cursor | null
  next: Cursor | null
}

/** Pages of photos with the same prediction: the wrong ones are marked, one key accepts the rest. */
export class Sweep {
  cards = $state.raw<readonly ImageCard[]>([])
  /** Counts the pages that were shown. */
  page = $state(0)
  /** Marked as wrong on this page. */
  wrong = $state.raw<ReadonlySet<number>>(new Set())
  focused = $state(0)
  /** Whether a person went to that photo, by a click or an arrow key. */
  isPointed = $state(false)
  /** Photos in the list that await a decision; null until they were counted. */
  left = $state<number | null>(null)
  isLoading = $state(true)
  isSaving = $state(false)
  /** Whether other photos are on their way: keys would be about what is going. */
  isTurning = $state(false)
  error = $state<string | null>(null)
  /** What the last page's answer accepted. */
  accepted = $state.raw<Accepted | null>(null)
  isSearching = $state(false)
  readonly groups = $derived(groupByPrediction(this.cards))
  /** What was called wrong here, and as what: a page that an undo brings back has its marks. */
  readonly #called = new Map<number, string>()
  /** Photos that fit on a page; set by the view. */
  #room = 0
  /** Behind what was skipped. */
  #after: Cursor | null = null
  #next: Cursor | null = null
  #trail: Step[] = []
  /** Photos that undos changed since the page was read. */
  readonly #changed = new Set<number>()
  #isRewinding = false
  #run = 0

  /** The library's filter, and of what passes only the open ones; null where it lets none of them through. */
  get #filter(): Filter | null {
    const { filter } = photoList
    const status = openOf(filter)
    return status.length === 0 ? null : { ...filter, status }
  }

  /** The photo that the menu was opened on, where it is none of the marked ones: what is chosen is about it alone. */
  about = $state<number | null>(null)

  /** Photos that a class is given to. */
  get targets(): number[] {
    return findTargets(this)
  }

  /** Another size of the page: filled again, unless it holds as many as it did. */
  async fit(room: number): Promise<void> {
    if (room === this.#room) return
    this.#room = room
    await this.load()
  }

  /** From the beginning: the filter is another one, or an undo brought photos back. */
  async restart(): Promise<void> {
    this.#after = null
    this.#trail = []
    this.accepted = null
    await this.load()
  }

  /**
   * Edits were undone or redone: a page whose answer was taken back comes back as it was, and nothing moves on a page
   * that holds all that changed.
   *
   * @param changed photos that the last of them changed
   */
  async rewind(changed: readonly number[]): Promise<void> {
    for (const id of changed) this.#changed.add(id)
    this.accepted = null
    this.#isRewinding = true
    await this.#turn(async (run) => {
      const steps = await takeBack(this.#trail, readLabels, () => run === this.#run)
      if (run !== this.#run) return
      const known = new Set([...this.cards.map(({ id }) => id), ...steps.flatMap(({ ids }) => ids)])
      const [step] = steps
      if ([...this.#changed].some((id) => !known.has(id))) {
        // Undone was more than what was answered here.
        this.#after = null
        await this.#loadNext(run)
      } else if (step !== undefined) await this.#showAgain(step, run)
      else await this.#readAgain(run)
      if (run !== this.#run) return
      this.#changed.clear()
      this.#isRewinding = false
    })
    if (this.error !== null) this.#isRewinding = false
  }

  /** Where there is nothing to show, there may be by now. */
  async look(): Promise<void> {
    if (!this.#isRewinding) await this.load()
  }

  async #showAgain({ ids, wrong, after, next }: Step, run: number): Promise<void> {
    const cards = await host.call('getCards', { ids: [...ids] })
    if (run !== this.#run) return
    photoList.putCards(cards)
    this.#after = after
    this.#next = next
    this.#put(cards, wrong)
    void this.#count(run)
  }

  /** The photos of the page as they are now. */
  async #readAgain(run: number): Promise<void> {
    const cards = this.cards.length === 0 ? [] : await host.call('getCards', { ids: this.cards.map(({ id }) => id) })
    if (run !== this.#run) return
    if (!cards.some(isAsked)) return this.#loadNext(run)
    photoList.putCards(cards)
    this.cards = cards
    void this.#count(run)
  }

  #put(cards: readonly ImageCard[], wrong: ReadonlySet<number>): void {
    this.cards = cards
    this.page++
    this.wrong = wrong
    this.focused = 0
    this.isPointed = false
  }

  async load(): Promise<void> {
    if (this.#room === 0) return
    this.#isRewinding = false
    await this.#turn((run) => this.#loadNext(run))
  }

  /** Shows other photos; what was asked for before is given up. */
  async #turn(to: (run: number) => Promise<void>): Promise<void> {
    const run = ++this.#run
    this.error = null
    this.isTurning = true
    try {
      await to(run)
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    } finally {
      if (run === this.#run) {
        this.isLoading = false
        this.isTurning = false
      }
    }
  }

  async #loadNext(run: number): Promise<void> {
    const filter = this.#filter
    if (filter === null) {
      this.#next = null
      this.left = 0
      this.#put([], new Set())
      return
    }
    const page = await host.call('listImages', {
      filter,
      sort: { by: 'sweep' },
      after: this.#after,
      limit: this.#room,
    })
    const cards = page.ids.length === 0 ? [] : await host.call('getCards', { ids: page.ids.slice(0, 1000) })
    if (run !== this.#run) return
    const asked = cards.filter(isAsked)
    // At the end of what was not skipped, the skipped ones come again.
    if (asked.length === 0 && this.#after !== null) {
      this.#after = null
      return this.#loadNext(run)
    }
    photoList.putCards(cards)
    this.#next = page.next
    // A prediction that was called wrong is not offered again, unless that was undone.
    this.#put(
      asked,
      new Set(asked.filter(({ id, prediction }) => this.#called.get(id) === prediction).map(({ id }) => id)),
    )
    void this.#count(run)
  }

  async #count(run: number): Promise<void> {
    const filter = this.#filter
    if (filter === null) return
    const counts = await host.call('countImages', { filter }).catch(() => null)
    if (counts !== null && run === this.#run) this.left = counts.total
  }

  toggle(index = this.focused): void {
    const card = this.cards[index]
    if (card === undefined) return
    this.moveTo(index)
    if (!isAsked(card)) return
    const wrong = new Set(this.wrong)
    if (wrong.delete(card.id)) this.#called.delete(card.id)
    else wrong.add(card.id)
    this.wrong = wrong
  }

  /** Where most are wrong, the right ones are marked first, and then this is pressed. */
  invert(): void {
    this.wrong = new Set(this.cards.filter((card) => isAsked(card) && !this.wrong.has(card.id)).map(({ id }) => id))
  }

  /** A menu is opened on a photo. */
  pointAt(index: number): void {
    const card = this.cards[index]
    if (card === undefined) return
    this.focused = index
    this.isPointed = true
    this.about = this.wrong.has(card.id) ? null : card.id
  }

  moveTo(index: number): void {
    this.isPointed = true
    this.focused = Math.max(0, Math.min(index, this.cards.length - 1))
  }

  /** One key: the marked ones are wrong, the predictions of all others are right; then the next page. */
  async accept(): Promise<void> {
    if (this.isTurning || this.cards.length === 0 || !pageGate.pass()) return
    const { cards, wrong } = this
    const step = { ids: cards.map(({ id }) => id), wrong, after: this.#after, next: this.#next }
    const { accept, reject } = decide(cards, wrong)
    for (const { id, prediction } of this.cards)
      if (this.wrong.has(id) && prediction !== null) this.#called.set(id, prediction)
    const ids = [...accept, ...reject]
    if (ids.length > 0 && !(await this.#save(() => sweepPage({ accept, reject, cards })))) return
    if (ids.length > 0) this.#trail.push({ ...step, given: await readLabels(ids).catch(() => new Map()) })
    const names = new Map(cards.map(({ id, prediction }) => [id, prediction]))
    this.accepted = countAccepted(accept.map((id) => names.get(id) ?? null))
    await this.load()
  }

  /** Leaves this page for later. */
  async skip(): Promise<void> {
    if (this.isTurning) return
    if (this.#next === null) this.#after = null
    else this.#after = this.#next
    await this.load()
  }

  /**
   * Gives the marked photos, or the one that a person went to, a class;
   * they stay where they are, so that nothing moves under the pointer.
   */
  async give(to: LabelTarget): Promise<void> {
    const ids = this.targets
    if (ids.length === 0 && this.cards.length > 0) sayMarkFirst(to)
    if (ids.length === 0 || !(await this.#save(() => setLabel(ids, to)))) return
    this.accepted = null
    palette.use(to)
    this.#follow(ids)
    if (ids.length > 1) toasts.show('info', t('library:labeledAs', { count: ids.length, className: nameTarget(to) }))
  }

  /** Accepts the predictions of the marked photos, or of the one with the focus; they stay where they are. */
  async acceptTargets(): Promise<void> {
    const ids = this.targets
    const cards = this.cards.filter(({ id }) => ids.includes(id))
    if (ids.length > 0 && (await this.#save(() => acceptPredictions(ids, cards)))) this.#follow(ids)
  }

  /** Shows these as they are now. */
  #follow(ids: readonly number[]): void {
    this.wrong = new Set([...this.wrong].filter((id) => !ids.includes(id)))
    this.cards = this.cards.map((card) => (ids.includes(card.id) ? (photoList.cards.get(card.id) ?? card) : card))
    if (this.left !== null) this.left -= ids.length
  }

  /** One at a time: a key pressed while a page is saved would be about photos that were not seen. */
  async #save(action: () => Promise<number | null>): Promise<boolean> {
    if (this.isSaving) return false
    this.isSaving = true
    try {
      return (await action()) !== null
    } finally {
      this.isSaving = false
    }
  }
}

export const sweep = new Sweep()
