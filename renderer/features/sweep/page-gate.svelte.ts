/** Milliseconds that a page is on the screen at least before one key accepts it; a key pressed twice comes sooner. */
const leastTime = 700

/** What the gate waits for; tests have a clock of their own. */
export interface Clock {
  wait: (milliseconds: number) => Promise<void>
  /** Until what was drawn last is on the screen. */
  paint: () => Promise<void>
}

const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => done()))

const realClock: Clock = {
  wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  async paint() {
    await frame()
    await frame()
  },
}

/** Lets an answer through once the photos that it is about were shown: nobody accepts what they have not seen. */
export class PageGate {
  isOpen = $state(false)
  /** Whether an answer came too soon; the page says so, because the key did nothing. */
  wasTooSoon = $state(false)
  readonly #clock: Clock
  #run = 0

  constructor(clock = realClock) {
    this.#clock = clock
  }

  /**
   * Other photos are shown. Gives the function that ends it.
   *
   * @param arrived once all of them have been loaded or have failed
   */
  show(arrived: Promise<unknown>, least = leastTime): () => void {
    const run = ++this.#run
    this.isOpen = false
    this.wasTooSoon = false
    const isOnScreen = arrived.then(() => this.#clock.paint())
    void Promise.all([isOnScreen, this.#clock.wait(least)]).then(() => {
      if (run === this.#run) this.isOpen = true
    })
    return () => {
      if (run !== this.#run) return
      this.#run++
      this.isOpen = false
    }
  }

  /** Whether an answer counts. */
  pass(): boolean {
    if (!this.isOpen) this.wasTooSoon = true
    return this.isOpen
  }
}

/** Once all images in an element have been loaded or have failed. */
export const whenLoaded = (element: HTMLElement): Promise<unknown> =>
  Promise.allSettled([...element.querySelectorAll('img')].map((image) => image.decode()))

/** Of the page of photos that is shown: there is one at a time. */
export const pageGate = new PageGate()
