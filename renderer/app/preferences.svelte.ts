import { host } from '../host/host.ts'
import { type ShortcutId, shortcuts } from './keys/shortcuts.ts'
import { changeKeys } from './keys/key-changes.ts'
import { ownKeys } from './keys/own-keys.svelte.ts'

/** What the person set for themselves on this machine; every change is on the disk before it is shown. */
class OwnPreferences {
  /** Who labels; null until it was asked for. */
  author = $state<string | null>(null)

  /** Asked for at the start, and whenever the settings are opened: another page may have changed them. */
  async load(): Promise<void> {
    this.#show(await host.call('preferences', {}))
  }

  /** @throws CallError */
  async setAuthor(author: string): Promise<void> {
    this.#show(await host.call('setPreferences', { author }))
  }

  /** Gives shortcuts these keys; null gives one its own again. @throws CallError */
  async setKeys(changes: Partial<Record<ShortcutId, readonly string[] | null>>): Promise<void> {
    this.#show(await host.call('setPreferences', { keys: changeKeys(ownKeys.changed, changes, shortcuts) }))
  }

  /** @throws CallError */
  async resetKeys(): Promise<void> {
    this.#show(await host.call('setPreferences', { keys: {} }))
  }

  #show({ author, keys }: { author: string; keys: Record<string, string[]> }): void {
    this.author = author
    ownKeys.changed = keys
  }
}

export const preferences = new OwnPreferences()
