import type { ClassRef, LabelTarget, NamedScore } from '../../../../electron/api/page.ts'
import { refNow } from '../../../app/class-names.ts'
import { listColours } from '../classes/class-colours.ts'
import { assignKeys, capOfKey, isSmallPalette, listRecent, nameClassKey, type Slot, useSlot } from './palette-slots.ts'
import type { OfferedClass } from './search-classes.ts'
import { current } from '../../../app/current-project.svelte.ts'

/** Which key gives which class. */
class Palette {
  /** By project: what was given in one folder says nothing about another. */
  #slots = $state.raw<ReadonlyMap<string, readonly Slot[]>>(new Map())

  /** All that can be given: the label set in its order, then the model's own. */
  readonly classes: readonly OfferedClass[] = $derived([
    ...(current.project?.labelSet ?? []).map(({ id, name }) => ({ ref: id, name })),
    ...(current.project?.modelClasses ?? []).map((name) => ({ ref: name, name })),
  ])
  readonly #refs = $derived(this.classes.map(({ ref }) => ref))

  /** What keys give: where a person has classes of their own, these alone; the model's are typed. */
  readonly #keyed: readonly ClassRef[] = $derived.by(() => {
    const own = (current.project?.labelSet ?? []).map(({ id }) => id)
    return (current.project?.isClosed ?? false) && isSmallPalette(own) ? own : this.#refs
  })

  /** Colours of the label set's classes. */
  readonly colours = $derived(listColours(current.project?.labelSet ?? []))

  /** What is drawn for the key of each class that has one whatever the photo is. */
  get capsByClass(): ReadonlyMap<ClassRef, string> {
    return new Map([...this.keys()].reverse().map(([key, ref]) => [ref, capOfKey(key)]))
  }

  /** Few classes have a key each, always the same one. */
  get isSmall(): boolean {
    return isSmallPalette(this.#keyed)
  }

  /**
   * The class of each key, on a photo with these predictions.
   * What the model names and the project does not have is no class to give.
   */
  keys(predictions: readonly Pick<NamedScore, 'ref'>[] = []): Map<string, ClassRef> {
    const known = new Set(this.#keyed)
    return assignKeys({
      classes: this.#keyed,
      own: current.project?.labelSet ?? [],
      predictions: predictions.map(({ ref }) => refNow(ref)).filter((ref) => known.has(ref)),
      slots: this.#current,
    })
  }

  /** The class that a key press gives, or null. */
  classOf(event: KeyboardEvent, predictions: readonly Pick<NamedScore, 'ref'>[] = []): ClassRef | null {
    const key = nameClassKey(event)
    return key === null ? null : (this.keys(predictions).get(key) ?? null)
  }

  /** Remembers that a class was given. */
  use(to: LabelTarget): void {
    if (current.project === null) return
    // What was new, or only the model's, has an id by now.
    const slots = useSlot(this.#current, refNow(typeof to === 'object' ? to.newName : to))
    this.#slots = new Map([...this.#slots, [current.project.catalog, slots]])
    localStorage.setItem(storageKey(current.project.catalog), JSON.stringify(slots))
  }

  /** The classes last given, newest first. */
  get recent(): ClassRef[] {
    return listRecent(this.#current)
  }

  get #current(): readonly Slot[] {
    const catalog = current.project?.catalog
    const slots = catalog === undefined ? [] : (this.#slots.get(catalog) ?? readSlots(catalog))
    return slots.map(({ ref, use }) => ({ ref: refNow(ref), use }))
  }
}

const storageKey = (catalog: string): string => `palette ${catalog}`

/** What was given before the last quit. */
function readSlots(catalog: string): Slot[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(catalog)) ?? '[]')
    if (!Array.isArray(kept)) return []
    return (kept as Partial<Slot>[])
      .filter((slot): slot is Slot => ['string', 'number'].includes(typeof slot.ref) && typeof slot.use === 'number')
      .slice(0, 5)
  } catch {
    return []
  }
}

export const palette = new Palette()
