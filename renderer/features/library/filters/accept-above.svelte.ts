import type { Filter, ImageCard, ClassCount } from '../../../../electron/api/page.ts'
import { host } from '../../../host/host.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { keysOf } from '../../../app/keys/shortcuts.ts'
import { capsOf } from '../../../ui/key-caps.ts'
import { listIds } from '../../photos/list-ids.ts'
import { openAbove } from './open-filter.ts'
import { acceptPredictions, listSeen } from '../../../app/label-edits.ts'
import { attempt, toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Photos shown of those that would be accepted. */
const shownAtMost = 12
/** Milliseconds without a change after which a threshold is used. */
const rest = 120

/** What would be accepted. */
interface Acceptable {
  /** Null until it was counted. */
  total: number | null
  classes: readonly ClassCount[]
  /** The most doubtful first. */
  doubtful: readonly ImageCard[]
}
const nothing: Acceptable = { total: 0, classes: [], doubtful: [] }

/** Accepting every prediction from a confidence on: what it would do, and doing it. */
export class AcceptAbove implements Acceptable {
  threshold = $state(0.9)
  total = $state<number | null>(null)
  classes = $state.raw<readonly ClassCount[]>([])
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
    const found = await attempt(() => this.#find())
    if (run === this.#run) this.#show(found ?? nothing)
  }

  /** One edit, of exactly what is shown; gives whether it was done. */
  async accept(): Promise<boolean> {
    const filter = this.#filter
    if (this.isSaving || filter === null) return false
    this.isSaving = true
    const { total, classes, doubtful } = this
    try {
      const found = await attempt(async () => ({ now: await this.#find(), ids: await listIds(filter) }))
      if (found === null) return false
      // Predictions change while Glance learns: what nobody has seen is not accepted.
      if (found.ids.length !== total || describe(found.now) !== describe({ total, classes, doubtful })) {
        this.#run++
        this.#show(found.now)
        toasts.show('info', t('filters:above.changed'))
        return false
      }
      const count = found.ids.length === 0 ? null : await acceptPredictions(found.ids, doubtful)
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

  async #find(): Promise<Acceptable> {
    const filter = this.#filter
    if (filter === null) return nothing
    const [counts, { ids }] = await Promise.all([
      host.call('countImages', { filter }),
      host.call('listImages', { filter, sort: { by: 'confidence', descending: false }, limit: shownAtMost }),
    ])
    const doubtful = ids.length === 0 ? [] : await host.call('getCards', { ids })
    return { total: counts.total, classes: counts.predictions, doubtful }
  }

  #show({ total, classes, doubtful }: Acceptable): void {
    this.total = total
    this.classes = classes
    this.doubtful = doubtful
  }
}

/** What is accepted, as far as a person can tell: how many of each class, and the photos that are shown. */
const describe = ({ total, classes, doubtful }: Acceptable): string =>
  JSON.stringify([total, classes.map(({ ref, count }) => [ref, count]), listSeen(doubtful)])
