/** Milliseconds after which a person is told that an answer is awaited. */
const noticeAfter = 1000

/** Calls of the page that have taken longer than a person should wait without a sign. */
class Waiting {
  /** Calls under way that took longer. */
  #late = $state(0)

  get isLong(): boolean {
    return this.#late > 0
  }

  /** Follows a call until it ends, however that is. */
  track<Value>(call: Promise<Value>): Promise<Value> {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.#late++
    }, noticeAfter)
    const end = (): void => {
      clearTimeout(timer)
      if (isLate) this.#late--
    }
    call.then(end, end)
    return call
  }
}

export const waiting = new Waiting()
