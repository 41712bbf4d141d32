import type { AuditProgress, ImageCard, LabelTarget } from '../../../electron/api/page.ts'
import { nameTarget, targetNow } from '../../app/class-names.ts'
import { current } from '../../app/current-project.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { palette } from '../labels/palette/palette.svelte.ts'
import { pageGate } from '../sweep/page-gate.svelte.ts'
import { sayMarkFirst } from '../sweep/say-mark-first.ts'
import type { Accepted } from '../sweep/sweep-page.ts'
import { teaching } from './teaching.svelte.ts'

/** The audit: a random sample of what no person decided one by one is looked at, page by page. */
class Audit {
  /** Whether "Label next" shows it instead of questions. */
  isShown = $state(false)
  /** Whether another one is to be started, though there is a statement. */
  isAgain = $state(false)
  progress = $state.raw<AuditProgress | null>(null)
  isLoading = $state(true)
  isBusy = $state(false)
  isSearching = $state(false)
  /** What the last page's answer confirmed. */
  accepted = $state.raw<Accepted | null>(null)
  error = $state<string | null>(null)
  /** What was found by an audit that has just missed its target: the project keeps no statement of it. */
  missed = $state.raw<Pick<AuditProgress, 'errors' | 'sampled' | 'target'> | null>(null)
  cards = $state.raw<readonly ImageCard[]>([])
  /** Counts the pages that were shown. */
  page = $state(0)
  focused = $state(0)
  /** Whether a person went to that photo, by a click or an arrow key. */
  isPointed = $state(false)
  /** Photos marked as wrong, with the class that is right; null where it was not given yet. */
  wrong = $state.raw<ReadonlyMap<number, number | null>>(new Map())
  readonly captions = $derived(new Map((this.progress?.page ?? []).map(({ id, className }) => [id, className])))
  readonly corrections = $derived(
    new Map([...this.wrong].flatMap(([id, classId]) => (classId === null ? [] : [[id, nameTarget(classId)] as const]))),
  )
  readonly marked = $derived(new Set(this.wrong.keys()))
  #run = 0

  /** Photos marked as wrong whose class is still to be given. */
  get unnamed(): number[] {
    return [...this.wrong].flatMap(([id, classId]) => (classId === null ? [id] : []))
  }

  /** Forgets what was known of another project; gives the function that ends it. */
  start(): () => void {
    return current.follow({
      forget: () => {
        this.#run++
        Object.assign(this, {
          progress: null,
          cards: [],
          wrong: new Map(),
          isShown: false,
          accepted: null,
          isLoading: true,
          missed: null,
        })
      },
    })
  }

  /** The open audit, if any, with its next page; a page being worked on keeps its marks. */
  async load(): Promise<void> {
    const run = ++this.#run
    this.error = null
    try {
      const progress = await host.call('getAudit', {})
      const ids = progress?.page.map(({ id }) => id) ?? []
      const cards = ids.length === 0 ? [] : await host.call('getCards', { ids })
      if (run !== this.#run) return
      const shown = new Set(ids)
      this.progress = progress
      if (cards.some(({ id }, index) => this.cards[index]?.id !== id)) {
        this.page++
        this.isPointed = false
      }
      this.cards = cards
      this.wrong = new Map([...this.wrong].filter(([id]) => shown.has(id)))
      this.focused = Math.min(this.focused, Math.max(0, cards.length - 1))
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    } finally {
      if (run === this.#run) this.isLoading = false
    }
  }

  /** An edit was undone or redone. */
  async rewind(): Promise<void> {
    this.accepted = null
    await this.load()
  }

  /** Freezes labels and predictions and draws the sample. */
  async begin(target: number): Promise<void> {
    await this.#act(async (project) => {
      await attempt(() => host.call('startAudit', { project, target }))
      this.missed = null
      this.wrong = new Map()
      this.focused = 0
      await this.load()
    })
  }

  async abandon(): Promise<void> {
    await this.#act(async (project) => {
      await attempt(() => host.call('abandonAudit', { project }))
      await this.load()
      await teaching.load()
    })
  }

  toggle(index = this.focused): void {
    const id = this.cards[index]?.id
    if (id === undefined || this.isBusy) return
    this.focused = index
    this.isPointed = true
    const wrong = new Map(this.wrong)
    if (!wrong.delete(id)) wrong.set(id, null)
    this.wrong = wrong
  }

  moveTo(index: number): void {
    this.isPointed = true
    this.focused = Math.max(0, Math.min(index, this.cards.length - 1))
  }

  /** A menu is opened on a photo: what is chosen is about it. */
  pointAt(index: number): void {
    this.moveTo(index)
    this.about = this.cards[index]?.id ?? null
  }

  /** The photo that the menu was opened on. */
  about = $state<number | null>(null)

  /** The photo that a key's class is about: the one with the focus if it is marked, else the first without a class. */
  get target(): number | null {
    if (this.about !== null) return this.about
    const focused = this.cards[this.focused]?.id
    if (focused !== undefined && this.wrong.has(focused)) return focused
    return this.unnamed[0] ?? (this.isPointed ? (focused ?? null) : null)
  }

  /** The right class of a photo; one that has the class that was frozen is not wrong. */
  async give(to: LabelTarget): Promise<void> {
    const id = this.target
    if (id === null && this.cards.length > 0) sayMarkFirst(to)
    if (id === null || this.isBusy) return
    const classId = await this.#idOf(to)
    if (classId === null) return
    palette.use(classId)
    const wrong = new Map(this.wrong)
    if (this.progress?.page.find((one) => one.id === id)?.classId === classId) wrong.delete(id)
    else wrong.set(id, classId)
    this.wrong = wrong
    this.#focusUnnamed()
  }

  #focusUnnamed(): boolean {
    const [id] = this.unnamed
    if (id === undefined) return false
    this.focused = this.cards.findIndex((card) => card.id === id)
    return true
  }

  /** A class that the project does not have yet is made first: the audit knows classes by their ids. */
  async #idOf(to: LabelTarget): Promise<number | null> {
    const known = targetNow(to)
    if (typeof known === 'number') return known
    if ((await edits.run((project) => host.call('createClasses', { project, names: [known] }))) === null) return null
    const made = targetNow({ newName: known })
    return typeof made === 'number' ? made : null
  }

  /**
   * The rest of the page is right. A wrong one without a class has the focus first: no list is opened, whose first
   * class a second Enter would assign.
   */
  async confirm(): Promise<void> {
    if (this.isBusy || this.cards.length === 0 || !pageGate.pass()) return
    if (this.#focusUnnamed()) {
      toasts.show('info', t('teach:auditUnnamed', { count: this.unnamed.length }))
      return
    }
    await this.#act(async () => {
      const wrong = [...this.wrong].flatMap(([id, classId]) => (classId === null ? [] : [{ id, classId }]))
      const right = this.cards.map(({ id }) => id).filter((id) => !this.wrong.has(id))
      const ids = this.cards.map(({ id }) => id)
      const saved = await edits.run((project) => host.call('answerAudit', { project, right, wrong }), ids)
      if (saved === null) return
      this.accepted = right.length === 0 ? null : { count: right.length, className: null }
      this.wrong = new Map()
      this.focused = 0
      await this.load()
      if (this.progress !== null && this.progress.answered >= this.progress.sampled) await this.#finish()
    })
  }

  async #finish(): Promise<void> {
    const project = current.project?.catalog
    if (project === undefined) return
    const { progress } = this
    const finished = await attempt(() => host.call('finishAudit', { project }))
    await this.load()
    await teaching.load()
    // More wrong ones than were allowed.
    if (finished !== null && progress !== null && progress.errors > progress.allowed) this.missed = progress
  }

  /** Where the program ended between the last answer and the statement. */
  async finish(): Promise<void> {
    await this.#act(() => this.#finish())
  }

  /** The frozen predictions become labels, as one edit. */
  async acceptRest(): Promise<void> {
    await this.#act(async () => {
      await edits.run((project) => host.call('acceptAudited', { project }))
      await teaching.load()
    })
  }

  async #act(action: (project: string) => Promise<void>): Promise<void> {
    const project = current.project?.catalog
    if (project === undefined || this.isBusy) return
    this.isBusy = true
    try {
      await action(project)
    } finally {
      this.isBusy = false
    }
  }
}

export const audit = new Audit()
