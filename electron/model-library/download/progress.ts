import type { Download } from '../calls.ts'
import type { Emit } from '../../project/events.ts'
import type { ModelLibraryEvent } from '../events.ts'

/** Milliseconds between two events, and over how many a rate is taken. */
const reportEvery = 250
const rateOver = 5000

/** Reports the progress of a download, at most four times a second. */
export class DownloadProgress {
  readonly #emit: Emit<ModelLibraryEvent>
  readonly #samples: { at: number; bytes: number }[] = []
  #reportedAt = -Infinity
  download: Download

  constructor(download: Download, emit: Emit<ModelLibraryEvent>) {
    this.download = download
    this.#emit = emit
  }

  advance(bytes: number, total: number | null): void {
    const now = performance.now()
    const samples = this.#samples
    // A part that was restarted has no rate yet.
    if (samples.length > 0 && bytes < samples.at(-1)!.bytes) samples.length = 0
    if (samples.length === 0 || now - samples.at(-1)!.at > 100) samples.push({ at: now, bytes })
    while (samples.length > 2 && now - samples[0]!.at > rateOver) samples.shift()
    const [first, last] = [samples[0]!, samples.at(-1)!]
    const rate = last.at > first.at ? ((last.bytes - first.bytes) / (last.at - first.at)) * 1000 : null
    this.download = { ...this.download, bytes, total, rate }
    if (now - this.#reportedAt >= reportEvery) this.report({})
  }

  /** Reports a change at once. */
  report(change: Partial<Download>): void {
    this.download = { ...this.download, ...change }
    this.#reportedAt = performance.now()
    this.#emit({ type: 'download', download: this.download })
  }
}
