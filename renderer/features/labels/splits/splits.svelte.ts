import { type FilterCounts, type Split, splits, type SplitScope } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { listIds } from '../../photos/list-ids.ts'
import { edits } from '../../../app/edits.svelte.ts'
import { markPhotos } from '../../../app/label-edits.ts'
import { attempt, toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'
import { tabulate, type ClassRow } from './split-table.ts'

/** Shares that are usual, in percent. */
export const presets = [
  [80, 10, 10],
  [70, 15, 15],
  [60, 20, 20],
] as const

/** How the photos are shared out now, and how they are to be. */
export class Splits {
  shares = $state<Record<Split, number | null>>({ train: 80, validation: 10, test: 10 })
  seed = $state<number | null>(0)
  scope = $state<SplitScope>('labeled')
  keep = $state(false)
  /** Photos in each split, and the labels in each; null until they are counted. */
  counts = $state.raw<FilterCounts['splits'] | null>(null)
  rows = $state.raw<readonly ClassRow[]>([])
  error = $state<string | null>(null)
  isBusy = $state(false)
  #run = 0

  get hasShares(): boolean {
    return (
      splits.every((split) => this.shares[split] !== null && this.shares[split] >= 0) &&
      splits.some((split) => this.shares[split]! > 0)
    )
  }

  get hasSeed(): boolean {
    return this.seed !== null && Number.isInteger(this.seed) && this.seed >= 0 && this.seed <= 0xffffffff
  }

  async count(): Promise<void> {
    const run = ++this.#run
    try {
      const [all, ...each] = await Promise.all(
        [{}, ...splits.map((split) => ({ splits: [split] }))].map((filter) => host.call('countImages', { filter })),
      )
      if (run !== this.#run) return
      this.counts = all!.splits
      this.rows = tabulate(
        each.map(({ labels }) => labels),
        all!.labels,
      )
      this.error = null
    } catch (cause) {
      if (run === this.#run) this.error = explain(cause)
    }
  }

  async assign(): Promise<void> {
    const { train, validation, test } = this.shares
    await this.#busy(async () => {
      const count = await edits.run(
        (project) =>
          host.call('assignSplits', {
            project,
            ratios: { train: train!, validation: validation!, test: test! },
            seed: this.seed!,
            scope: this.scope,
            keep: this.keep,
          }),
        [],
      )
      if (count !== null) toasts.show('info', count === 0 ? t('splits:unchanged') : t('splits:assigned', { count }))
    })
  }

  async clear(): Promise<void> {
    await this.#busy(async () => {
      const ids = await attempt(() => listIds({ splits: [...splits] }))
      const count = ids === null || ids.length === 0 ? null : await markPhotos(ids, { split: null })
      if (count !== null) toasts.show('info', t('splits:cleared', { count }))
    })
  }

  async #busy(action: () => Promise<void>): Promise<void> {
    this.isBusy = true
    await action()
    // A list that is filtered by splits is another one now.
    if (photoList.filter.splits !== undefined) await photoList.reload()
    this.isBusy = false
  }
}
