import type { ImageCard, LabelTarget, PhotoDetail, TeachQuestion } from '../../../electron/api/page.ts'
import { nameTarget } from '../../app/class-names.ts'
import { current } from '../../app/current-project.svelte.ts'
import { firstKey } from '../../app/keys/with-key.ts'
import { setLabel, sweepPage } from '../../app/label-edits.ts'
import { toasts } from '../../app/toasts.svelte.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { PageGate, pageGate } from '../sweep/page-gate.svelte.ts'
import { readLabels } from '../sweep/read-labels.ts'
import { sayMarkFirst } from '../sweep/say-mark-first.ts'
import { type Accepted, findTargets } from '../sweep/sweep-page.ts'
import { type Answered, takeBack } from '../sweep/trail.ts'
import { decidePage, isOpen } from './answers.ts'

/** Photos left for later that the service is told of. */
const mostSkipped = 10_000

/** What is on the screen. `wrong`: the photos of a page that were marked as wrong, one by one. */
export type Phase = 'page' | 'singles' | 'wrong'

/** A question, and whether more photos of its class were asked for: most of them may be wrong. */
export interface ShownQuestion extends TeachQuestion {
  isSearch: boolean
}

/** What was on the screen before an answer, to come back to where the answer is undone. */
interface Step extends Answered {
  question: ShownQuestion
  phase: Phase
  queue: readonly number[]
  place: number
  wrong: ReadonlySet<number>
}

/** The questions of "Label next", one after the other: pages to look through, and photos to label one by one. */
export class LabelNext {
  question = $state.raw<ShownQuestion | null>(null)
  phase = $state<Phase>('page')
  /** Counts the pages that were shown. */
  page = $state(0)
  /** Closed until the photo is shown that is labeled alone. */
  readonly photoGate = new PageGate()
  /** Photos of the page, or those that are labeled one by one. */
  queue = $state.raw<readonly number[]>([])
  cards = $state.raw<readonly ImageCard[]>([])
  /** Of those one by one, the one that is shown. */
  place = $state(0)
  detail = $state.raw<PhotoDetail | null>(null)
  /** Marked as wrong on the page. */
  wrong = $state.raw<ReadonlySet<number>>(new Set())
  focused = $state(0)
  /** Whether a person went to that photo, by a click or an arrow key. */
  isPointed = $state(false)
  isAsking = $state(false)
  isSaving = $state(false)
  isSearching = $state(false)
  /** Whether there was nothing left to ask. */
  isDone = $state(false)
  error = $state<string | null>(null)
  /** What the last page's answer accepted. */
  accepted = $state.raw<Accepted | null>(null)
  /** The class of which more were asked for: its page comes next. */
  #wanted: number | null = null
  readonly #skipped = new Set<number>()
  #trail: Step[] = []
  #run = 0
  #detailRun = 0

  get isBusy(): boolean {
    return this.isAsking || this.isSaving
  }

  get #gate(): PageGate {
    return this.phase === 'page' ? pageGate : this.photoGate
  }

  get photo(): ImageCard | null {
    return this.phase === 'page' ? null : (this.cards[this.place] ?? null)
  }

  /** The photo that the menu was opened on, where it is none of the marked ones: what is chosen is about it alone. */
  about = $state<number | null>(null)

  /** Photos of the page that a class is given to. */
  get targets(): number[] {
    return findTargets(this)
  }

  /** Asks for a page of this class as soon as the view is shown. */
  want(classId: number): void {
    this.#wanted = classId
  }

  /** Another project, or the view was shown anew: what was known of the questions before is forgotten. */
  async begin(): Promise<void> {
    this.#trail = []
    this.accepted = null
    this.#skipped.clear()
    await this.ask()
  }

  /** The next question; the service answers once it has learned from what was answered before. */
  async ask(): Promise<void> {
    const project = current.project?.catalog
    if (project === undefined) return
    const run = ++this.#run
    const classId = this.#wanted
    this.#wanted = null
    this.isAsking = true
    this.error = null
    try {
      const question =
        classId === null ? await this.#askNext(project) : await host.call('findMore', { project, classId })
      if (run !== this.#run) return
      if (question === null) this.#end()
      else {
        const phase = question.kind === 'page' ? 'page' : 'singles'
        const shown = { ...question, isSearch: classId !== null }
        await this.#turnTo({ question: shown, phase, queue: question.ids, place: 0, wrong: new Set() }, run)
      }
    } catch (error) {
      if (run !== this.#run) return
      this.#end()
      this.isDone = false
      this.error = explain(error)
    } finally {
      if (run === this.#run) this.isAsking = false
    }
  }

  #end(): void {
    this.isDone = true
    this.question = null
    this.queue = []
    this.cards = []
    this.detail = null
  }

  /** Where nothing else is left, the skipped photos come again. */
  async #askNext(project: string): Promise<TeachQuestion | null> {
    const skip = [...this.#skipped].slice(-mostSkipped)
    const question = await host.call('askNext', { project, skip })
    if (question !== null || skip.length === 0) return question
    this.#skipped.clear()
    return host.call('askNext', { project })
  }

  async #turnTo(step: Omit<Step, 'given'>, run: number): Promise<void> {
    // Until it is there, keys would be about what is going.
    this.isAsking = true
    const cards = await host.call('getCards', { ids: step.queue.slice(0, 1000) }).finally(() => {
      if (run === this.#run) this.isAsking = false
    })
    if (run !== this.#run) return
    // Of a page that was seen nothing moves where one of its labels is taken back.
    const place = step.queue === this.queue ? {} : { page: this.page + 1, focused: 0, isPointed: false }
    Object.assign(this, { ...step, cards, ...place, isDone: false, error: null })
    this.#look()
  }

  /** Predictions of the photo that is shown, as they are now that the others were answered. */
  #look(): void {
    const run = ++this.#detailRun
    const { photo } = this
    if (photo === null) {
      this.detail = null
      return
    }
    if (this.detail?.id !== photo.id) this.detail = null
    host.call('getPhoto', { id: photo.id }).then(
      (detail) => {
        if (run === this.#detailRun) this.detail = detail
      },
      () => undefined, // it is shown without predictions; labeling it says what is wrong
    )
  }

  toggle(index = this.focused): void {
    const card = this.cards[index]
    if (card === undefined || this.isBusy) return
    this.moveTo(index)
    if (!isOpen(card)) return
    const wrong = new Set(this.wrong)
    if (!wrong.delete(card.id)) wrong.add(card.id)
    this.wrong = wrong
  }

  invert(): void {
    if (!this.isBusy)
      this.wrong = new Set(this.cards.filter((card) => isOpen(card) && !this.wrong.has(card.id)).map(({ id }) => id))
  }

  /** What each photo of the page is asked to be. */
  get captions(): ReadonlyMap<number, string> {
    const name = this.question?.className ?? null
    return name === null ? new Map() : new Map(this.cards.filter(isOpen).map(({ id }) => [id, name]))
  }

  /** How likely it is that, by what the labels teach: the order of the page, whatever is predicted elsewhere. */
  get chances(): ReadonlyMap<number, number> {
    const { ids = [], chances = [] } = this.question ?? {}
    return new Map(ids.flatMap((id, index) => (chances[index] === undefined ? [] : [[id, chances[index]]])))
  }

  /** A menu is opened on a photo of the page. */
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

  /**
   * On a page the rest is accepted; one photo gets its prediction, as it is shown. Without one nothing happens: a list
   * that opened here would have its first class assigned by a second Enter.
   */
  async accept(): Promise<void> {
    if (this.isBusy || !this.#gate.pass()) return
    if (this.phase === 'page') await this.#acceptPage()
    else {
      const ref = this.prediction?.ref ?? null
      if (ref !== null) await this.give(ref)
    }
  }

  /** The prediction that Enter accepts; what was not read yet can't be accepted. */
  get prediction(): { ref: number | string; className: string; confidence: number } | null {
    const { detail, photo } = this
    if (detail === null || photo === null || detail.id !== photo.id) return null
    return detail.fused[0] ?? null
  }

  async #acceptPage(): Promise<void> {
    const { question, cards } = this
    if (question === null) return
    const { accept, reject } = decidePage(cards, this.wrong)
    const of = question.ref ?? undefined
    const ids = [...accept, ...reject]
    if (ids.length > 0 && !(await this.#save(ids, () => sweepPage({ accept, reject, of })))) return
    this.accepted = accept.length === 0 ? null : { count: accept.length, className: question.className }
    // Of a search most may be wrong: they are asked when they help most.
    if (reject.length === 0 || question.isSearch) await this.ask()
    else {
      const step = { question, phase: 'wrong', queue: reject, place: 0, wrong: new Set<number>() } as const
      await this.#turnTo(step, this.#run).catch((error: unknown) => {
        this.error = explain(error)
      })
    }
  }

  /** Gives the marked photos of a page, or the photo that is shown, a class. */
  async give(to: LabelTarget): Promise<void> {
    const ids = this.phase === 'page' ? this.targets : this.photo === null ? [] : [this.photo.id]
    if (ids.length === 0 && this.phase === 'page') sayMarkFirst(to)
    if (ids.length === 0 || this.isBusy) return
    // On a page the person has chosen which photos they are.
    if (this.phase !== 'page' && !this.photoGate.pass()) return
    if (!(await this.#save(ids, () => setLabel(ids, to)))) return
    palette.use(to)
    for (const id of ids) this.#skipped.delete(id)
    if (this.phase !== 'page') return this.#advance()
    // They stay where they are, so that nothing moves under the pointer.
    this.wrong = new Set([...this.wrong].filter((id) => !ids.includes(id)))
    if (ids.length > 1) toasts.show('info', t('library:labeledAs', { count: ids.length, className: nameTarget(to) }))
  }

  /** Leaves the photo, or the page, for later. */
  async skip(): Promise<void> {
    if (this.question === null || this.isBusy) return
    if (this.photo !== null) {
      this.#skipped.add(this.photo.id)
      await this.#advance()
    } else {
      for (const card of this.cards) if (isOpen(card)) this.#skipped.add(card.id)
      await this.ask()
    }
  }

  async #advance(): Promise<void> {
    if (this.place + 1 >= this.queue.length) return this.ask()
    this.go(this.place + 1)
  }

  /** To another photo of those that are labeled one by one. */
  go(place: number): void {
    if (this.isBusy) return
    if (place < 0) toasts.show('info', t('teach:undoToGoBack', { key: firstKey('undo') ?? '' }))
    if (this.phase === 'page') return
    const next = Math.max(0, Math.min(place, this.queue.length - 1))
    if (next === this.place) return
    this.place = next
    this.#look()
  }

  /** An edit was undone or redone: back to what it had answered, where it was an answer of this view. */
  async rewind(): Promise<void> {
    const run = ++this.#run
    this.isAsking = false
    this.accepted = null
    try {
      const [step] = await takeBack(this.#trail, readLabels, () => run === this.#run)
      if (run !== this.#run) return
      const { question } = this
      if (step !== undefined) await this.#turnTo(step, run)
      else if (question === null) await this.ask()
      else
        await this.#turnTo(
          { question, phase: this.phase, queue: this.queue, place: this.place, wrong: this.wrong },
          run,
        )
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    }
  }

  /** One at a time: a key pressed while an answer is saved would be about photos that were not seen. */
  async #save(ids: readonly number[], action: () => Promise<number | null>): Promise<boolean> {
    const { question, phase, queue, place, wrong } = this
    if (question === null) return false
    this.isSaving = true
    this.accepted = null
    try {
      if ((await action()) === null) return false
      // The library keeps the cards of what it shows alone.
      const now = await host.call('getCards', { ids: ids.slice(0, 1000) })
      const byId = new Map(now.map((card) => [card.id, card]))
      this.cards = this.cards.map((card) => byId.get(card.id) ?? card)
      const given = new Map(now.map(({ id, label }) => [id, label]))
      this.#trail.push({ question, phase, queue, place, wrong, given })
      return true
    } catch (error) {
      this.error = explain(error)
      return false
    } finally {
      this.isSaving = false
    }
  }
}

export const labelNext = new LabelNext()
