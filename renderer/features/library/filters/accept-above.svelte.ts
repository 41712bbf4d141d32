import type { Filter, ImageCard, ClassCount } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { keysOf } from '../../../app/keys/shortcuts.ts'
import { capsOf } from '../../../ui/key-caps.ts'
import { listIds } from '../../photos/list-ids.ts'
import { openAbove } from './open-filter.ts'
import { acceptPredictions } from '../../../app/label-edits.ts'
import { attempt, toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Photos shown of those that would be accepted. */
const shownAtMost = 12
/** Milliseconds without a change after which a threshold is used. */
const rest = 120

/** Accepting every prediction from a confidence on: what it would do, and doing it. */
export class AcceptAbove {
  threshold = $state(0.9)
  total = $state<number | null>(null)
  classes = $state.raw<readonly ClassCount[]>([])
  /** The most doubtful first. */
  doubtful = $state.raw<readonly ImageCard[]>([])
  isSaving = $state(false)
  #run = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  get #filter(): Filter | null {
    return openAbove(photoList.filter, this.threshold)
  }

  set(threshold: number): void {
    this.threshold = threshold
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.look(), rest)
  }

  /** Counts and shows what would be accepted now; the figures before stay until the new ones are here. */
  async look(): Promise<void> {
    const run = ++this.#run
    const filter = this.#filter
    const found =
      filter === null
        ? null
        : await attempt(async () => {
            const counts = await host.call('countImages', { filter })
            const { ids } = await host.call('listImages', {
              filter,
              sort: { by: 'confidence', descending: false },
              limit: shownAtMost,
            })
            return { counts, cards: ids.length === 0 ? [] : await host.call('getCards', { ids }) }
          })
    if (run !== this.#run) return
    this.total = found?.counts.total ?? 0
    this.classes = found?.counts.predictions ?? []
    this.doubtful = found?.cards ?? []
  }

  /** One edit; gives whether it was done. */
  async accept(): Promise<boolean> {
    const filter = this.#filter
    if (this.isSaving || filter === null) return false
    this.isSaving = true
    try {
      const ids = await attempt(() => listIds(filter))
      const count = ids === null || ids.length === 0 ? null : await acceptPredictions(ids)
      if (count === null) return false
      toasts.show(
        'info',
        t('filters:above.done', { count, key: capsOf(keysOf('undo')[0] ?? '', host.platform === 'darwin').join('+') }),
      )
      return true
    } finally {
      this.isSaving = false
    }
  }
}
