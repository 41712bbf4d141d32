import { SvelteMap } from 'svelte/reactivity'
import type { CallArgs, EditResult } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { edits } from '../../../app/edits.svelte.ts'
import { foldName } from '../../../app/fold-name.ts'
import { sayKey } from './say-key.ts'
import {
  type Drop,
  listTree,
  parentInside,
  parentOutside,
  placeBeside,
  placeStep,
  searchTree,
  type TreeRow,
} from './tree.ts'
import { describeClasses } from '../people/import-texts.ts'

/** What is asked below the list. */
export type Task =
  | { kind: 'merge'; ids: readonly number[] }
  | { kind: 'delete'; id: number }
  | { kind: 'parent'; id: number }
  | { kind: 'paste' }
  | { kind: 'project' }
  /** The key that a class is to get is another class's. */
  | { kind: 'key'; id: number; key: string; ownerId: number }
  /** A name that differs in case only from that of a class: a new one's, or another one's of the class `id`. */
  | { kind: 'same-name'; id: number | null; name: string; otherId: number }

/** Names that were written and not added, by project: they outlive the dialog, as Escape is pressed fast. */
const drafts = new SvelteMap<string, string>()

/** The label set while its dialog is open: what is shown, selected, asked. Each change is one edit. */
export class LabelSet {
  search = $state('')
  selected = $state.raw<ReadonlySet<number>>(new Set())
  /** The row that keys are about. */
  focusedId = $state<number | null>(null)
  editing = $state<{ id: number; part: 'name' | 'description' | 'key' | 'colour' | 'menu' } | null>(null)
  task = $state.raw<Task | null>(null)
  error = $state<string | null>(null)
  /** What the last change did, where that is not plain to see. */
  said = $state<string | null>(null)
  isBusy = $state(false)
  /** Labels of each class; null until they were counted. */
  counts = $state.raw<ReadonlyMap<string, number> | null>(null)
  readonly all = $derived<readonly TreeRow[]>(listTree(current.project?.labelSet ?? []))
  readonly rows = $derived(searchTree(this.all, this.search))
  #anchor: number | null = null
  #last: Promise<unknown> = Promise.resolve()

  /** Whether the model's other classes are predicted and offered, too. */
  open(isOpen: boolean): Promise<boolean> {
    return this.edit((project) => host.call('openLabelSet', { project, isOpen }))
  }

  /** Names that are written and not added yet. */
  get draft(): string {
    return drafts.get(current.project?.catalog ?? '') ?? ''
  }

  set draft(text: string) {
    drafts.set(current.project?.catalog ?? '', text)
  }

  /** Asks for many names; those pasted are below what was written before. */
  paste(text: string): void {
    this.draft = this.draft.trim() === '' ? text : `${this.draft.trimEnd()}\n${text}`
    this.task = { kind: 'paste' }
  }

  find(id: number | null): TreeRow | null {
    return this.all.find((row) => row.id === id) ?? null
  }

  /** What keys and the bar are about, in the order shown. */
  get targets(): number[] {
    const selected = this.all.filter(({ id }) => this.selected.has(id)).map(({ id }) => id)
    return selected.length > 0 || this.focusedId === null ? selected : [this.focusedId]
  }

  countLabels(ids: readonly number[]): number {
    return ids.reduce((sum, id) => sum + (this.counts?.get(this.find(id)?.name ?? '') ?? 0), 0)
  }

  async recount(): Promise<void> {
    const counts = await host.call('countImages', { filter: {} }).catch(() => null)
    if (counts !== null) this.counts = new Map(counts.labels.map(({ name, count }) => [name, count]))
  }

  select(id: number, { add = false, range = false } = {}): void {
    const [from, to] = [this.#anchor ?? this.focusedId ?? id, id]
      .map((one) => this.rows.findIndex((row) => row.id === one))
      .sort((a, b) => a - b) as [number, number]
    if (range && from >= 0) this.selected = new Set(this.rows.slice(from, to + 1).map((row) => row.id))
    else if (add) {
      const selected = new Set(this.selected)
      if (!selected.delete(id)) selected.add(id)
      this.selected = selected
    } else this.selected = new Set()
    if (!range) this.#anchor = id
    this.focusedId = id
  }

  /** Does an edit, after those that are under way; false where it failed, and `error` says why. */
  edit(action: (project: string) => Promise<EditResult>): Promise<boolean> {
    return this.#queue(() => action)
  }

  /** As `edit`; what is to be done follows from the label set as those before have left it. null is nothing. */
  #queue(plan: () => ((project: string) => Promise<EditResult>) | null): Promise<boolean> {
    const done = this.#last.then(() => {
      const action = plan()
      return action === null ? false : this.#edit(action)
    })
    this.#last = done.catch(() => undefined)
    return done
  }

  async #edit(action: (project: string) => Promise<EditResult>): Promise<boolean> {
    this.isBusy = true
    this.error = this.said = null
    const done = await edits.run(action, null, (reason) => {
      this.error = reason
    })
    this.isBusy = false
    if (done === null) return false
    const known = new Set(this.all.map(({ id }) => id))
    this.selected = new Set([...this.selected].filter((id) => known.has(id)))
    if (this.focusedId !== null && !known.has(this.focusedId)) this.focusedId = this.rows[0]?.id ?? null
    void this.recount()
    return true
  }

  change(id: number, change: Omit<CallArgs<'changeClass'>, 'project' | 'id'>): Promise<boolean> {
    return this.edit((project) => host.call('changeClass', { project, id, ...change }))
  }

  /** Adds classes and shows the first of them. */
  async #add(action: (project: string) => Promise<EditResult>): Promise<boolean> {
    let before: ReadonlySet<number> = new Set()
    const isDone = await this.edit((project) => {
      before = new Set(this.all.map(({ id }) => id)) // those that were added just before are not counted again
      return action(project)
    })
    if (!isDone) return false
    const added = this.all.filter(({ id }) => !before.has(id))
    this.said = t('classes:added', { count: added.length })
    this.task = null
    this.search = ''
    this.focusedId = added[0]?.id ?? this.focusedId
    return true
  }

  /** Adds one class; asks first where there is one whose name differs in case only. Gives whether the text is used. */
  async create(name: string, { allowSameName = false } = {}): Promise<boolean> {
    const other = allowSameName ? null : this.#namedAlike(name, null)
    if (other !== null) {
      this.task = { kind: 'same-name', id: null, name, otherId: other.id }
      return true
    }
    return this.#add((project) => host.call('createClasses', { project, names: [name], allowSameName }))
  }

  /** Gives a class another name; asks first where there is one whose name differs in case only. */
  async rename(id: number, name: string, { allowSameName = false } = {}): Promise<boolean> {
    const other = allowSameName ? null : this.#namedAlike(name, id)
    if (other === null) return this.change(id, { name, allowSameName })
    this.task = { kind: 'same-name', id, name, otherId: other.id }
    return true
  }

  #namedAlike(name: string, id: number | null): TreeRow | null {
    const wanted = name.normalize('NFC').trim()
    // One that is named just so is refused by the service.
    if (this.all.some((row) => row.name === wanted && row.id !== id)) return null
    return this.all.find((row) => foldName(row.name) === foldName(wanted) && row.id !== id) ?? null
  }

  /** Gives a class a key, or none; asks first where the key is another class's. */
  async setKey(id: number, key: string | null): Promise<void> {
    const row = this.find(id)
    if (row === null || row.key === key) return
    const owner = key === null ? undefined : this.all.find((one) => one.key === key && one.id !== id)
    if (owner !== undefined) this.task = { kind: 'key', id, key: key!, ownerId: owner.id }
    else if (await this.change(id, { key })) this.said = key === null ? null : sayKey(key, row.name)
  }

  /** The key of one class is another's from now on, which gets the other's in exchange, or none. */
  async takeKey({ id, key, ownerId }: Extract<Task, { kind: 'key' }>, takeKey: 'swap' | true): Promise<void> {
    const [row, owner] = [this.find(id), this.find(ownerId)]
    if (row === null || owner === null || !(await this.change(id, { key, takeKey }))) return
    this.task = null
    this.said = [
      sayKey(key, row.name),
      takeKey === 'swap' && row.key !== null
        ? sayKey(row.key, owner.name)
        : t('classes:keyLost', { className: owner.name }),
    ].join(' ')
  }

  /** Shows a class in the list. */
  reveal(id: number): void {
    this.search = ''
    this.selected = new Set()
    this.focusedId = id
  }

  async import(source: CallArgs<'importClasses'>['source']): Promise<boolean> {
    let report: string[] = []
    const isDone = await this.#add(async (project) => {
      const result = await host.call('importClasses', { project, source })
      report = describeClasses(result)
      return result
    })
    if (isDone) this.said = [this.said, ...report].join(' ')
    return isDone
  }

  async importFile(file: File): Promise<void> {
    const text = await file.text()
    await this.import({ kind: /\.csv$/i.test(file.name) ? 'csv' : 'text', text })
  }

  async merge(ids: readonly number[], into: number): Promise<void> {
    if (!(await this.edit((project) => host.call('mergeClasses', { project, ids: [...ids], into })))) return
    this.task = null
    this.selected = new Set()
    this.focusedId = into
  }

  async delete(id: number, labelsTo: number | null): Promise<void> {
    const index = this.rows.findIndex((row) => row.id === id)
    const next = this.rows[index + 1] ?? this.rows[index - 1]
    if (!(await this.edit((project) => host.call('deleteClass', { project, id, labelsTo })))) return
    this.task = null
    this.focusedId = next?.id ?? null
  }

  async drop(id: number, drop: Drop): Promise<void> {
    if (drop.how === 'into') await this.change(id, { parentId: drop.target })
    else await this.#reorder(() => placeBeside(this.all, id, drop))
  }

  /** One step among its siblings, or in and out of them. */
  async move(id: number, where: 'up' | 'down' | 'in' | 'out'): Promise<void> {
    if (where === 'up' || where === 'down') {
      await this.#reorder(() => placeStep(this.all, id, where === 'up' ? -1 : 1))
      return
    }
    await this.#queue(() => {
      const parentId = where === 'in' ? parentInside(this.all, id) : parentOutside(this.all, id)
      return parentId === undefined ? null : (project) => host.call('changeClass', { project, id, parentId })
    })
  }

  async #reorder(place: () => number[] | null): Promise<void> {
    await this.#queue(() => {
      const ids = place()
      return ids === null ? null : (project) => host.call('reorderClasses', { project, ids })
    })
  }

  setMode(multiLabel: boolean): Promise<boolean> {
    return this.edit((project) => host.call('setLabelMode', { project, multiLabel }))
  }
}
