import type { MeasuredEstimate } from '../../electron/cli/bench.ts'

/** An estimate may be too high by so much. */
const tolerance = 0.02

/** Compares the estimates that are shown while a person labels with the truth. */
export class EstimateWatch {
  #shown = 0
  #first: MeasuredEstimate['first'] = null
  #largestOver = 0

  add({ labels, estimate, accuracy }: { labels: number; estimate: number | null; accuracy: number }): void {
    if (estimate === null) return
    this.#shown++
    this.#first ??= { labels, estimate, accuracy }
    this.#largestOver = Math.max(this.#largestOver, estimate - accuracy)
  }

  get figures(): MeasuredEstimate {
    const largestOver = this.#largestOver
    return { shown: this.#shown, first: this.#first, largestOver, held: largestOver <= tolerance }
  }
}
