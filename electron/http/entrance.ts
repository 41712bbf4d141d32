import { isSecret, makeSecret } from './secret.ts'
import { makeCode, readCode } from './ticket-code.ts'

/** Milliseconds that a ticket is good for. */
const lifetime = 60_000
/** Wrong codes after which a ticket is void. */
const tries = 10
/** Milliseconds from a ticket that let nobody in to the next one that a page gets. */
const gap = 5000

/** What lets one page in, once. */
export interface Ticket {
  code: string
  /** Fulfilled once it lets nobody in any more: it was used, is too old, or had too many wrong tries. */
  over: Promise<null>
}

interface Live extends Ticket {
  until: number
  wrong: number
  end: () => void
}

/**
 * Who is let in: the page that brings a ticket gets the secret that opens everything else. There is one ticket at most.
 */
export class Entrance {
  readonly #secret = makeSecret()
  readonly #now: () => number
  #live: Live | null = null
  /** When a page may have the next ticket. */
  #nextAt = -Infinity

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  isLetIn(secret: string): boolean {
    return isSecret(secret, this.#secret)
  }

  /** A new ticket; the one before is void. */
  issue(): Ticket {
    this.#live?.end()
    const now = this.#now()
    const { promise, resolve } = Promise.withResolvers<null>()
    const live: Live = {
      code: makeCode(),
      over: promise,
      until: now + lifetime,
      wrong: 0,
      end: () => {
        clearTimeout(timer)
        if (this.#live === live) this.#live = null
        resolve(null)
      },
    }
    const timer = setTimeout(live.end, lifetime).unref()
    this.#live = live
    this.#nextAt = now + gap
    return live
  }

  /**
   * The same for a page that asks: null so soon after the last one that somebody may be asking for the sake of it.
   */
  issueAgain(): Ticket | null {
    return this.#now() < this.#nextAt ? null : this.issue()
  }

  /** Whether there is a ticket that lets somebody in. */
  get isOpen(): boolean {
    return this.#live !== null && this.#now() < this.#live.until
  }

  /** The secret for the code of the ticket, which is used then; null for any other code. */
  enter(typed: string): string | null {
    const live = this.#live
    if (live === null || !this.isOpen) return null
    if (!isSecret(readCode(typed), live.code)) {
      if (++live.wrong === tries) live.end()
      return null
    }
    live.end()
    this.#nextAt = -Infinity
    return this.#secret
  }

  close(): void {
    this.#live?.end()
  }
}
