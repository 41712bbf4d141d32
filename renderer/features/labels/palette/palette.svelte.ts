import type { ClassRef, LabelTarget } from '../../../../electron/api/page.ts'
import { refNow, targetNow } from '../../../app/class-names.ts'
import { current } from '../../../app/current-project.svelte.ts'
import { capOfKey, classOfKey, mapClassKeys } from '../../../app/keys/class-keys.ts'
import { listColours } from '../classes/class-colours.ts'
import { addRecent, keepRecent, readRecent } from './recent.ts'
import type { OfferedClass } from './search-classes.ts'

/** The classes that can be given, and the keys that give them: the same ones on every photo and in every view. */
class Palette {
  /** By project: what was given in one folder says nothing about another. */
  #recent = $state.raw<ReadonlyMap<string, readonly ClassRef[]>>(new Map())

  /** The label set, in its order. */
  readonly own: readonly OfferedClass[] = $derived(
    (current.project?.labelSet ?? []).map(({ id, name }) => ({ ref: id, name })),
  )
  /** Classes that only the model has. Where the label set is closed, they are given by name and never predicted. */
  readonly other: readonly OfferedClass[] = $derived(
    (current.project?.modelClasses ?? []).map((name) => ({ ref: name, name })),
  )

  readonly #keys = $derived(mapClassKeys(current.project?.labelSet ?? []))

  /** Colours of the label set's classes. */
  readonly colours = $derived(listColours(current.project?.labelSet ?? []))

  /** What is drawn for the key of each class that has one. */
  readonly capsByClass: ReadonlyMap<ClassRef, string> = $derived(
    new Map([...this.#keys].map(([key, id]) => [id, capOfKey(key)])),
  )

  /** The class of each key, in the order of the keys. */
  keys(): ReadonlyMap<string, ClassRef> {
    return this.#keys
  }

  /** The class that a key press gives, or null. It comes before whatever else the key does in a view. */
  classOf(event: KeyboardEvent): ClassRef | null {
    return classOfKey(event, this.#keys)
  }

  /** Remembers that a class was given. */
  use(to: LabelTarget): void {
    const catalog = current.project?.catalog
    if (catalog === undefined) return
    // What was new, or only the model's, has an id by now.
    const recent = addRecent(this.recent, targetNow(to))
    this.#recent = new Map([...this.#recent, [catalog, recent]])
    keepRecent(catalog, recent)
  }

  /** The classes last given, newest first. */
  get recent(): ClassRef[] {
    const catalog = current.project?.catalog
    return catalog === undefined ? [] : (this.#recent.get(catalog) ?? readRecent(catalog)).map(refNow)
  }
}

export const palette = new Palette()
