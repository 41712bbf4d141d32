import type { Teaching } from '../../../electron/api/page.ts'
import { current } from '../../app/current-project.svelte.ts'
import { edits } from '../../app/edits.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { service } from '../../app/service.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { host } from '../../host/host.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { photoList } from '../photos/photo-list.svelte.ts'

/** Likely label errors that are shown at once. */
const mostSuspicious = 1000

/** What was learned from the project's labels, as the service said last. */
class LearnedState {
  data = $state.raw<Teaching | null>(null)
  #isAsking = false
  #isStale = false

  start(): () => void {
    const load = (): void => void this.load()
    const stops = [
      service.on('teaching', load),
      current.follow({
        forget: () => {
          this.data = null
        },
        load,
        refresh: load,
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** One question at a time: what changes meanwhile is asked for after it. */
  async load(): Promise<void> {
    this.#isStale = this.#isAsking
    if (this.#isAsking) return
    this.#isAsking = true
    do {
      this.#isStale = false
      const catalog = current.project?.catalog
      const data = catalog === undefined ? null : await host.call('getTeaching', {}).catch(() => null)
      if (data !== null && current.project?.catalog === catalog) this.data = data
    } while (this.#isNewer())
    this.#isAsking = false
  }

  #isNewer(): boolean {
    return this.#isStale
  }

  /** Whose predictions are shown, how labels are learned, or the share of right labels that is aimed at. */
  async change(change: { source?: Teaching['choice']; mode?: Teaching['mode']; target?: number }): Promise<void> {
    const project = current.project?.catalog
    if (project === undefined) return
    await attempt(() => host.call('setTeaching', { project, ...change }))
    await this.load()
  }

  /** Shows the labels that are likely wrong in the library, the likeliest first. */
  async showSuspicious(): Promise<void> {
    const found = await attempt(() => host.call('listSuspicious', { limit: mostSuspicious }))
    if (found === null) return
    navigation.panel = null
    navigation.view = 'library'
    await photoList.showFound(
      found.map(({ id }) => id),
      t('teach:suspicious'),
      {
        filter: {},
        action: {
          text: t('teach:labelIsRight'),
          about: t('teach:labelIsRightAbout'),
          allDone: t('teach:allLabelsRight'),
          run: confirmLabels,
        },
      },
    )
    photoList.focusAt(0)
  }
}

/** The labels are right after all: they are no longer called likely errors for the same reason. */
async function confirmLabels(ids: readonly number[]): Promise<boolean> {
  return (await edits.run((project) => host.call('confirmLabels', { project, ids: [...ids] }), ids)) !== null
}

export const teaching = new LearnedState()
