import type { MappingEntry, ModelRank } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { edits } from '../../../app/edits.svelte.ts'

/** What the model's classes are mapped to, while the dialog is open. Each change is one edit, on the disk at once. */
export class Mapping {
  /** null until they were asked for. */
  entries = $state.raw<readonly MappingEntry[] | null>(null)
  /** Whose classes: of the model in use, or of the comparison model. */
  of = $state<ModelRank>('first')
  search = $state('')
  onlyPredicted = $state(false)
  selected = $state.raw<ReadonlySet<number>>(new Set())
  error = $state<string | null>(null)
  isBusy = $state(false)
  readonly rows = $derived(filterEntries(this.entries ?? [], this))
  readonly mapped = $derived((this.entries ?? []).filter(({ classId }) => classId !== null).length)
  /** Suggestions that are not taken yet. */
  readonly open = $derived(
    (this.entries ?? []).filter(({ classId, suggestedId }) => classId === null && suggestedId !== null),
  )
  /** What is mapped by more than its name, which stays. */
  readonly #given = $derived((this.entries ?? []).filter(({ classId, isByName }) => classId !== null && !isByName))
  #anchor: number | null = null

  async load(): Promise<void> {
    try {
      this.entries = await host.call('listMapping', { of: this.of })
    } catch (error) {
      this.error = explain(error)
    }
  }

  /** The other model's classes. */
  async turnTo(of: ModelRank): Promise<void> {
    this.of = of
    this.entries = null
    this.selected = new Set()
    this.error = null
    await this.load()
  }

  /** Each entry given its class, as one edit. */
  async set(entries: readonly { classIndex: number; classId: number | null }[]): Promise<void> {
    if (this.isBusy || entries.length === 0) return
    this.isBusy = true
    this.error = null
    await edits.run(
      (project) => host.call('setMapping', { project, of: this.of, entries: [...entries] }),
      null,
      (reason) => {
        this.error = reason
      },
    )
    await this.load()
    this.isBusy = false
  }

  /** Gives one class to a row, or to all selected ones where it is among them. */
  async give(classIndex: number, classId: number | null): Promise<void> {
    const indices = this.selected.has(classIndex) ? [...this.selected] : [classIndex]
    await this.set(indices.map((index) => ({ classIndex: index, classId })))
  }

  takeSuggestions(): Promise<void> {
    return this.set(this.open.map(({ classIndex, suggestedId }) => ({ classIndex, classId: suggestedId })))
  }

  get canClear(): boolean {
    return this.#given.length > 0 && !this.isBusy
  }

  clear(): Promise<void> {
    return this.set(this.#given.map(({ classIndex }) => ({ classIndex, classId: null })))
  }

  /** In or out of the selection; with `range`, all from the last one to here. */
  select(classIndex: number, { range = false } = {}): void {
    const places = [this.#anchor ?? classIndex, classIndex]
      .map((index) => this.rows.findIndex((row) => row.classIndex === index))
      .sort((a, b) => a - b) as [number, number]
    const selected = new Set(this.selected)
    if (range && places[0] >= 0)
      for (const row of this.rows.slice(places[0], places[1] + 1)) selected.add(row.classIndex)
    else if (!selected.delete(classIndex)) selected.add(classIndex)
    this.selected = selected
    this.#anchor = classIndex
  }

  selectAll(on: boolean): void {
    this.selected = new Set(on ? this.rows.map(({ classIndex }) => classIndex) : [])
  }
}

/**
 * Those of a text, those that are predicted at all where asked;
 * the most predicted first, as they are the most worth mapping.
 */
function filterEntries(
  entries: readonly MappingEntry[],
  { search, onlyPredicted }: { search: string; onlyPredicted: boolean },
): MappingEntry[] {
  const wanted = search.trim().toLowerCase()
  return entries
    .filter(({ modelClass, images }) => (!onlyPredicted || images > 0) && modelClass.toLowerCase().includes(wanted))
    .sort((one, other) => other.images - one.images || one.classIndex - other.classIndex)
}
