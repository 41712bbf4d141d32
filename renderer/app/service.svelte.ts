import type { ServiceEvent } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'

type EventType = ServiceEvent['type']
type Listener = (event: ServiceEvent) => void

/** The line to the service: whether it answers, and what it reports without being asked. */
class Service {
  isUp = $state(true)
  readonly #listeners = new Map<EventType, Set<Listener>>()
  readonly #whenBack = new Set<() => void>()

  /** Begins to listen; gives the function that ends it. */
  start(): () => void {
    return host.listen(
      (event) => {
        for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
      },
      (isUp) => {
        const isBack = isUp && !this.isUp
        this.isUp = isUp
        if (isBack) for (const listener of this.#whenBack) listener()
      },
    )
  }

  /** Calls the listener with every event of a type; gives the function that ends it. */
  on<Type extends EventType>(type: Type, listener: (event: Extract<ServiceEvent, { type: Type }>) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners)
    listeners.add(listener as Listener)
    return () => listeners.delete(listener as Listener)
  }

  /**
   * Calls the listener when the service answers again: events were missed meanwhile. Gives the function that ends it.
   */
  onBack(listener: () => void): () => void {
    this.#whenBack.add(listener)
    return () => this.#whenBack.delete(listener)
  }
}

export const service = new Service()
