import type { OverlayMap } from './colour-maps.ts'
import { type TokenChoice, tokenChoices } from './attention.ts'
import { stepPlace } from './choose-map.ts'

const key = 'overlay'

interface Kept {
  isOn: boolean
  token: TokenChoice
  layer: number | null
  head: number | null
  opacity: number
  map: OverlayMap
  isSmooth: boolean
}

/** How a person views attention; kept from one start to the next. */
export class OverlaySettings implements Kept {
  /** A person sees the photo first, and maps once they asked for one. */
  isOn = $state(false)
  token = $state<TokenChoice>('class')
  /** null shows the rollout over all layers. */
  layer = $state<number | null>(null)
  /** null shows the mean of the heads. */
  head = $state<number | null>(null)
  opacity = $state(0.7)
  map = $state<Kept['map']>('viridis')
  isSmooth = $state(true)
  /** Only the photo, for as long as a key is held. */
  isHidden = $state(false)

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>
      const isPlace = (value: unknown): value is number | null =>
        value === null || (Number.isInteger(value) && (value as number) >= 0)
      if (typeof kept.isOn === 'boolean') this.isOn = kept.isOn
      if (kept.token !== undefined && tokenChoices.includes(kept.token)) this.token = kept.token
      if (isPlace(kept.layer)) this.layer = kept.layer
      if (isPlace(kept.head)) this.head = kept.head
      if (typeof kept.opacity === 'number') this.opacity = Math.max(0.1, Math.min(1, kept.opacity))
      if (kept.map === 'viridis' || kept.map === 'magma') this.map = kept.map
      if (typeof kept.isSmooth === 'boolean') this.isSmooth = kept.isSmooth
    } catch {
      // What was kept cannot be read: the defaults do.
    }
  }

  /** Writes the choices down; called by an effect, so that it follows every change. */
  keep(): void {
    const { isOn, token, layer, head, opacity, map, isSmooth } = this
    localStorage.setItem(key, JSON.stringify({ isOn, token, layer, head, opacity, map, isSmooth } satisfies Kept))
  }

  /**
   * Class token, distillation token, difference, and again, where the model has both;
   * shows the overlay where it was off.
   */
  cycleToken(tokens: number): void {
    if (this.isOn && tokens > 1)
      this.token = tokenChoices[(tokenChoices.indexOf(this.token) + 1) % tokenChoices.length]!
    this.isOn = true
  }

  /** Rollout, layer 1, … the last layer. */
  stepLayer(step: 1 | -1, layers: number): void {
    this.layer = stepPlace(this.layer, step, layers)
    this.isOn = true
  }

  /** All heads, head 1, … the last head; a rollout is over all of them. */
  stepHead(step: 1 | -1, heads: number): void {
    if (this.layer !== null) this.head = stepPlace(this.head, step, heads)
  }
}

export const overlay = new OverlaySettings()
