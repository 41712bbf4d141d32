/** A value that is computed once; of 0 bytes until its size is known. */
interface Entry<Value> {
  value: Promise<Value>
  bytes: number
}

/**
 * A cache of a limited number of bytes, least recently used first out. The newest value stays even where it alone is
 * larger than the limit, which is why it is not the package lru-cache. Concurrent requests for a key share one
 * computation; one that failed is done again.
 */
export class ByteLimitedLru<Value> {
  readonly #limit: number
  readonly #sizeOf: (value: Value) => number
  /** The most recently used comes last. */
  readonly #entries = new Map<string, Entry<Value>>()

  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit
    this.#sizeOf = sizeOf
  }

  /** The value of a key, computed now where it is not cached. @throws what `compute` throws */
  get(key: string, compute: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key)
    const entry = known ?? { value: compute(), bytes: 0 }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    if (known === undefined) {
      entry.value.then(
        (value) => {
          entry.bytes = this.#sizeOf(value)
          this.#evict(entry)
        },
        () => {
          if (this.#entries.get(key) === entry) this.#entries.delete(key)
        },
      )
    }
    return entry.value
  }

  /** Empties the cache; a value that is being computed goes to those who wait for it, and is not cached. */
  clear(): void {
    this.#entries.clear()
  }

  #evict(newest: Entry<Value>): void {
    let total = 0
    for (const { bytes } of this.#entries.values()) total += bytes
    for (const [key, entry] of this.#entries) {
      if (total <= this.#limit) return
      if (entry === newest || entry.bytes === 0) continue
      total -= entry.bytes
      this.#entries.delete(key)
    }
  }
}
