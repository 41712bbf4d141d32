import type { MeasuredEstimate, ShownEstimate } from '../../electron/cli/bench.ts'

/** An estimate may be too high by so much. */
const tolerance = 0.02

/** Compares the estimates that are shown while a person labels with the truth. */
export class EstimateWatch {
  #shown = 0
  #beyondMargin = 0
  #first: ShownEstimate | null = null
  #worst: ShownEstimate | null = null
  #largestOver = 0

  add({ estimate, ...rest }: Omit<ShownEstimate, 'estimate'> & { estimate: number | null }): void {
    if (estimate === null) return
    const shown = { ...rest, estimate }
    const { accuracy, margin } = shown
    this.#shown++
    if (estimate - accuracy > margin) this.#beyondMargin++
    this.#first ??= shown
    if (estimate - accuracy <= this.#largestOver) return
    this.#largestOver = estimate - accuracy
    this.#worst = shown
  }

  get figures(): MeasuredEstimate {
    const [largestOver, worst] = [this.#largestOver, this.#worst]
    const held = largestOver <= tolerance
    return { shown: this.#shown, first: this.#first, largestOver, worst, held, beyondMargin: this.#beyondMargin }
  }
}
