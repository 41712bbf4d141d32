/** Something that lives as long as its owner, and is made when it is first asked for. */
export interface Resource<Owner, Value> {
  make(owner: Owner): Value
  close?(value: Value): void | Promise<void>
}

/** What belongs to one owner: each resource is made once, and all are closed with the owner, the newest first. */
export class Resources<Owner> {
  readonly #owner: Owner
  readonly #made = new Map<unknown, unknown>()
  readonly #closers: (() => void | Promise<void>)[] = []

  constructor(owner: Owner) {
    this.#owner = owner
  }

  get<Value>(resource: Resource<Owner, Value>): Value {
    if (this.#made.has(resource)) return this.#made.get(resource) as Value
    const value = resource.make(this.#owner)
    this.#made.set(resource, value)
    this.#closers.push(() => resource.close?.(value))
    return value
  }

  async close(): Promise<void> {
    this.#made.clear()
    for (const close of this.#closers.splice(0).reverse()) await close()
  }
}
