import { explain } from '../../i18n/explain.ts'
import { findClashes, keysOf, type ShortcutId, shortcuts } from '../../app/keys/shortcuts.ts'
import { putKey } from '../../app/keys/key-changes.ts'
import { preferences } from '../../app/preferences.svelte.ts'

/** Which key of a shortcut: one that it has, or a further one. */
export interface KeyPlace {
  id: ShortcutId
  place: number | null
}

/** A key that another shortcut has. */
export interface Clash extends KeyPlace {
  key: string
  others: ReturnType<typeof findClashes>
}

/** Keys while they are being changed. */
export class KeyRecording {
  at = $state.raw<KeyPlace | null>(null)
  clash = $state.raw<Clash | null>(null)
  error = $state<string | null>(null)

  start(at: KeyPlace): void {
    this.at = at
    this.clash = null
  }

  stop(): void {
    this.at = null
  }

  async take(key: string): Promise<void> {
    const { at } = this
    if (at === null) return
    this.at = null
    const others = findClashes(at.id, key)
    if (others.length > 0) this.clash = { ...at, key, others }
    else await this.#save({ [at.id]: putKey(keysOf(at.id), at.place, key) })
  }

  /** Takes the key from those that have it. */
  async takeOver({ id, place, key, others }: Clash): Promise<void> {
    const freed = others.map((other) => [other.id, keysOf(other.id).filter((one) => one !== key)] as const)
    await this.#save({ ...Object.fromEntries(freed), [id]: putKey(keysOf(id), place, key) })
  }

  async remove({ id, place }: KeyPlace): Promise<void> {
    if (place !== null) await this.#save({ [id]: keysOf(id).toSpliced(place, 1) })
  }

  /** The shortcut's own keys; those that another one has taken meanwhile are a clash again. */
  async reset(id: ShortcutId): Promise<void> {
    const own = shortcuts.find((shortcut) => shortcut.id === id)!.keys
    const taken = own.flatMap((key) => findClashes(id, key).map((other) => [other.id, key] as const))
    await this.#save({
      ...Object.fromEntries(taken.map(([other, key]) => [other, keysOf(other).filter((one) => one !== key)])),
      [id]: null,
    })
  }

  async resetAll(): Promise<void> {
    await this.#attempt(() => preferences.resetKeys())
  }

  async #save(changes: Parameters<typeof preferences.setKeys>[0]): Promise<void> {
    await this.#attempt(() => preferences.setKeys(changes))
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    this.clash = this.error = null
    try {
      await action()
    } catch (error) {
      this.error = explain(error)
    }
  }
}
