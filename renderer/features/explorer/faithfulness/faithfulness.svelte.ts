import type { Faithfulness, MapKind } from '../../../../electron/api/page.ts'
import { writeCurves } from './verdict.ts'
import { host } from '../../../host/host.ts'
import { explain } from '../../../i18n/explain.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { attempt, toasts } from '../../../app/toasts.svelte.ts'
import { photoList } from '../../photos/photo-list.svelte.ts'

/** Curves of the maps' faithfulness, and the measuring of them. */
class FaithfulnessState {
  photos = $state(24)
  steps = $state(14)
  seed = $state(1)
  result = $state.raw<Faithfulness | null>(null)
  /** Whether it is known whether there are curves. */
  isKnown = $state(false)
  error = $state<string | null>(null)
  /** The map whose line is highlighted. */
  pointed = $state<MapKind | null>(null)
  #run = 0

  /** `version` is another one with another project, model or measurement. */
  async load(): Promise<void> {
    const run = ++this.#run
    try {
      const result = await host.call('faithfulness', {})
      if (run !== this.#run) return
      this.result = result
      this.isKnown = true
      this.error = null
    } catch (error) {
      if (run === this.#run) this.error = explain(error)
    }
  }

  /** Nothing is known of another project's or model's maps. */
  forget(): void {
    this.#run++
    Object.assign(this, { result: null, isKnown: false, error: null, pointed: null })
  }

  async measure(): Promise<void> {
    const { photos, steps, seed } = this
    await attempt(() => host.call('startFaithfulness', { filter: photoList.filter, photos, steps, seed }))
  }

  async save(): Promise<void> {
    const { result } = this
    if (result === null) return
    await attempt(async () => {
      const file = await host.saveFile(
        `faithfulness-${result.model}.csv`,
        new TextEncoder().encode(writeCurves(result)),
      )
      if (file !== null) toasts.show('info', t('maps:saved', { file }))
    })
  }
}

export const faithfulness = new FaithfulnessState()
