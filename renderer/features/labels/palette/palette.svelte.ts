import type { NamedScore } from '../../../../electron/api/page.ts'
import { colourOf } from '../classes/class-colours.ts'
import { assignKeys, capOfKey, isSmallPalette, listRecent, nameClassKey, type Slot, useSlot } from './palette-slots.ts'
import { current } from '../../../app/current-project.svelte.ts'

/** Which key gives which class. */
class Palette {
  /** By project: what was given in one folder says nothing about another. */
  #slots = $state.raw<ReadonlyMap<string, readonly Slot[]>>(new Map())

  get classes(): readonly string[] {
    return current.project?.classes ?? []
  }

  /** Colours of the label set's classes by name. */
  readonly colours = $derived(
    new Map((current.project?.labelSet ?? []).map((info, place) => [info.name, colourOf(info, place)])),
  )

  /** What is drawn for the key of each class that has one whatever the photo is. */
  get capsByClass(): ReadonlyMap<string, string> {
    return new Map([...this.keys()].reverse().map(([key, className]) => [className, capOfKey(key)]))
  }

  /** Few classes have a key each, always the same one. */
  get isSmall(): boolean {
    return isSmallPalette(this.classes)
  }

  /** The class of each key, on a photo with these predictions. What the model names and the project does not have is no class to give. */
  keys(predictions: readonly NamedScore[] = []): Map<string, string> {
    const known = new Set(this.classes)
    const names = predictions.map(({ className }) => className).filter((name) => known.has(name))
    return assignKeys({
      classes: this.classes,
      own: current.project?.labelSet ?? [],
      predictions: names,
      slots: this.#current,
    })
  }

  /** The class that a key press gives, or null. */
  classOf(event: KeyboardEvent, predictions: readonly NamedScore[] = []): string | null {
    const key = nameClassKey(event)
    return key === null ? null : (this.keys(predictions).get(key) ?? null)
  }

  /** Remembers that a class was given. */
  use(className: string): void {
    if (current.project === null) return
    const slots = useSlot(this.#current, className)
    this.#slots = new Map([...this.#slots, [current.project.catalog, slots]])
    localStorage.setItem(storageKey(current.project.catalog), JSON.stringify(slots))
  }

  /** The classes last given, newest first. */
  get recent(): string[] {
    return listRecent(this.#current)
  }

  get #current(): readonly Slot[] {
    const catalog = current.project?.catalog
    return catalog === undefined ? [] : (this.#slots.get(catalog) ?? readSlots(catalog))
  }
}

const storageKey = (catalog: string): string => `palette ${catalog}`

/** What was given before the last quit. */
function readSlots(catalog: string): Slot[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(catalog)) ?? '[]')
    if (!Array.isArray(kept)) return []
    return (kept as Partial<Slot>[])
      .filter((slot): slot is Slot => typeof slot.className === 'string' && typeof slot.use === 'number')
      .slice(0, 5)
  } catch {
    return []
  }
}

export const palette = new Palette()
