import { MediaQuery } from 'svelte/reactivity'
import { t } from '../../i18n/i18n.svelte.ts'
import { toasts } from '../../app/toasts.svelte.ts'

/** Parts of the library's width that the embedding map can have. */
export const mapShares = { least: 0.25, first: 0.5, most: 0.75 } as const
/** Narrower, there is no room for two. */
const leastWidth = 1024

/** Whether the embedding map is beside the photos, and how wide; kept from one start to the next. */
class MapBeside {
  isOn = $state(localStorage.getItem('library map') === 'open')
  share = $state(readShare())
  readonly #room = new MediaQuery(`(width >= ${leastWidth}px)`)

  get hasRoom(): boolean {
    return this.#room.current
  }

  get isShown(): boolean {
    return this.isOn && this.hasRoom
  }

  /** Shows or hides it; where the window is too narrow, says so. */
  toggle(): void {
    if (!this.hasRoom) {
      toasts.show('info', t('toolbar:mapNoRoom'))
      return
    }
    this.isOn = !this.isOn
    localStorage.setItem('library map', this.isOn ? 'open' : 'closed')
  }

  resize(share: number): void {
    this.share = share
    localStorage.setItem('library map share', String(share))
  }
}

function readShare(): number {
  const share = Number(localStorage.getItem('library map share'))
  return share >= mapShares.least && share <= mapShares.most ? share : mapShares.first
}

export const mapBeside = new MapBeside()
