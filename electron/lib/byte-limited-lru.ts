/** Something large that is made once: under way until its size is known. */
interface Entry<Value> {
  made: Promise<Value>
  bytes: number
}

/**
 * Keeps what is dear to make within a number of bytes: what was asked for longest ago goes first. What was made last stays
 * even where it is larger than that alone. Several who ask at once wait for one making; what failed is made anew.
 */
export class KeptWithin<Value> {
  readonly #bytes: number
  readonly #sizeOf: (value: Value) => number
  /** The one asked for last comes last. */
  readonly #entries = new Map<string, Entry<Value>>()

  constructor(bytes: number, sizeOf: (value: Value) => number) {
    this.#bytes = bytes
    this.#sizeOf = sizeOf
  }

  /** What is kept under a name, or made now. @throws what making it throws */
  get(name: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(name)
    const entry = known ?? { made: make(), bytes: 0 }
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    if (known === undefined) {
      entry.made.then(
        (value) => {
          entry.bytes = this.#sizeOf(value)
          this.#forgetOldest(entry)
        },
        () => {
          if (this.#entries.get(name) === entry) this.#entries.delete(name)
        },
      )
    }
    return entry.made
  }

  /** Lets go of everything; what is under way is given to those who wait for it, and not kept. */
  clear(): void {
    this.#entries.clear()
  }

  #forgetOldest(newest: Entry<Value>): void {
    let total = 0
    for (const { bytes } of this.#entries.values()) total += bytes
    for (const [name, entry] of this.#entries) {
      if (total <= this.#bytes) return
      if (entry === newest || entry.bytes === 0) continue
      total -= entry.bytes
      this.#entries.delete(name)
    }
  }
}
