import { type HeadFusion, headFusions } from '../../../models/deit/attention.ts'
import type { AttentionMap } from '../../../electron/api/page.ts'
import { ExploredPhoto } from './maps/explored-photo.svelte.ts'
import { gatherMatrix, gatherPatchMatrix, type Matrix, type Place, scaleMatrix, withRollout } from './maps/matrix.ts'
import { chooseShown, limitUpTo, patchLayer, readPatch, readRollout, rollout } from './maps/shown-map.ts'
import { type ChosenMap, limitChoice } from '../attention/choose-map.ts'
import { type Row, type TokenChoice, rolloutRow } from '../attention/attention.ts'
import { keyOf } from '../attention/photo-cache.ts'
import { overlay } from '../attention/settings.svelte.ts'
import { review } from '../review/review.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation, type ViewName } from '../../app/navigation.svelte.ts'

export const explorerTabs = ['photo', 'classes', 'faithfulness'] as const
export type ExplorerTab = (typeof explorerTabs)[number]
export const speeds = [0.5, 1, 2, 4] as const
export const mostDiscarded = 0.95

const key = 'explorer'
/** Photos whose matrices are held: the one that is explored and those before it. */
const keptPhotos = 4

interface Kept {
  tab: ExplorerTab
  fusion: HeadFusion
  discard: number
  isCommon: boolean
  isOverPhoto: boolean
  speed: number
}

/**
 * Explores one photo. What it shows is worked out from what it holds;
 * only another photo, fusion or patch asks the service.
 */
export class Explorer implements Kept {
  tab = $state<ExplorerTab>('photo')
  fusion = $state<HeadFusion>('mean')
  /** Share of each layer's smallest entries that a rollout leaves out. */
  discard = $state(0)
  /** Whether all cells of the matrix, and the large map, share one scale. */
  isCommon = $state(false)
  isOverPhoto = $state(false)
  /** Layers a second of the animation. */
  speed = $state(1)
  /** Layers that the rollout goes through, the first ones; null for all. */
  upTo = $state<number | null>(null)
  isPlaying = $state(false)
  patch = $state<number | null>(null)
  isMapOn = $state(true)
  /** Where Escape leads. */
  cameFrom: ViewName = 'library'
  /** The cell or point that the pointer or the focus is on. */
  pointed = $state.raw<Place | null>(null)
  explored = $state.raw<ExploredPhoto | null>(null)
  readonly #photos = new Map<string, ExploredPhoto>()

  readonly map = $derived<AttentionMap | null>(review.photo?.detail?.map ?? null)
  /** What is explored, as far as this model has it. */
  readonly looked = $derived.by((): { token: TokenChoice; layer: number | null; head: number | null } => {
    const { token, layer, head } = overlay
    if (this.map === null) return { token, layer: null, head: null }
    const limited = limitChoice({ token, layer, head }, this.map)
    return this.patch === null ? limited : { ...limited, layer: patchLayer(limited.layer, this.map) }
  })
  readonly fused = $derived(this.explored?.fused[this.fusion] ?? null)
  readonly patchRows = $derived(this.patch === null ? null : (this.explored?.patches.get(this.patch) ?? null))
  readonly upToShown = $derived(this.map === null ? 0 : limitUpTo(this.upTo, this.map))

  /** The rollout of every token through all layers, whatever the animation shows; [tokens, S]. */
  readonly wholeRollout = $derived(
    this.fused === null || this.map === null ? null : rollout(this.fused, this.map, this.discard, this.map.layers),
  )

  /** The same through the layers of the animation. */
  readonly shownRollout = $derived.by((): Float64Array | null => {
    const { fused, map, upToShown } = this
    if (fused === null || map === null || upToShown === map.layers) return this.wholeRollout
    return rollout(fused, map, this.discard, upToShown)
  })

  readonly #token = $derived(this.looked.token)
  readonly #cells = $derived.by((): Matrix | null => {
    const [{ map, patch, patchRows }, attention] = [this, review.photo?.attention ?? null]
    if (map === null) return null
    if (patch !== null) return patchRows === null ? null : gatherPatchMatrix(patchRows, map)
    return attention === null ? null : gatherMatrix(attention, map, this.#token)
  })
  readonly matrix = $derived.by((): Matrix | null => {
    const [cells, { map }] = [this.#cells, this]
    return cells === null || map === null || this.patch !== null ? cells : withRollout(cells, this.#rolloutRow(map))
  })
  readonly scale = $derived(this.matrix === null ? [] : scaleMatrix(this.matrix, this.isCommon))

  readonly shown = $derived.by((): ChosenMap => {
    const { photo } = review
    const [{ explored, shownRollout, patchRows, patch, fusion, discard, upTo }, { token, layer, head, map }] = [
      this,
      overlay,
    ]
    const pieces = photo ?? { detail: null, rollout: null, attention: null, mapError: null, attentionError: null }
    const shown = chooseShown(
      {
        detail: pieces.detail,
        rollout: pieces.rollout,
        attention: pieces.attention,
        mapError: pieces.mapError,
        attentionError: pieces.attentionError,
        rows: shownRollout,
        patchRows,
        fusedError: explored?.errors[`fused ${fusion}`] ?? null,
        patchError: explored?.errors[`patch ${patch}`] ?? null,
      },
      { token, layer, head, map, fusion, discard, upTo, patch },
    )
    return this.isCommon && shown.row !== null && this.looked.layer !== null && this.scale.length > 0
      ? { ...shown, max: this.scale[0]! }
      : shown
  })

  /** What the chosen patch gives to the special tokens where it is explored. */
  readonly specialShares = $derived.by((): number[] | null => {
    const { map, patchRows, looked } = this
    return map === null || patchRows === null || looked.layer === null
      ? null
      : readPatch(patchRows, map, looked.layer, looked.head).special
  })

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>
      if (explorerTabs.includes(kept.tab!)) this.tab = kept.tab!
      if (headFusions.includes(kept.fusion!)) this.fusion = kept.fusion!
      if (typeof kept.discard === 'number') this.discard = Math.max(0, Math.min(mostDiscarded, kept.discard))
      if (typeof kept.isCommon === 'boolean') this.isCommon = kept.isCommon
      if (typeof kept.isOverPhoto === 'boolean') this.isOverPhoto = kept.isOverPhoto
      if (speeds.some((speed) => speed === kept.speed)) this.speed = kept.speed!
    } catch {
      // What was kept cannot be read: the defaults do.
    }
  }

  /** Shows the photo that has the focus; Escape leads back. */
  open(from: ViewName): void {
    if (from !== 'explorer') this.cameFrom = from
    this.tab = 'photo'
    navigation.view = 'explorer'
  }

  /** Writes the choices down; called by an effect, so that it follows every change. */
  keep(): void {
    const { tab, fusion, discard, isCommon, isOverPhoto, speed } = this
    localStorage.setItem(key, JSON.stringify({ tab, fusion, discard, isCommon, isOverPhoto, speed } satisfies Kept))
  }

  /** Follows the photo that is shown; called by an effect. */
  follow(): void {
    const { card, photo } = review
    const model = current.project?.model ?? null
    if (card === null || photo?.id !== card.id) return
    const name = keyOf(card, model)
    let explored = this.#photos.get(name)
    if (explored === undefined) {
      explored = new ExploredPhoto(card, model)
      this.#photos.set(name, explored)
      for (const [oldest, old] of this.#photos) {
        if (this.#photos.size <= keptPhotos) break
        old.release()
        this.#photos.delete(oldest)
      }
    }
    if (explored === this.explored) return
    if (explored.id !== this.explored?.id) {
      this.patch = null
      this.pause()
    }
    this.explored = explored
  }

  /** Asks for what the choices want and what is not held yet; called by an effect. */
  want(): void {
    const { explored, map, fusion, patch } = this
    if (explored === null || map === null || map.layers === 0 || explored.id !== review.photo?.id) return
    explored.loadFused(fusion)
    if (patch !== null) explored.loadPatch(patch)
    explored.loadNumbers()
  }

  close(): void {
    for (const photo of this.#photos.values()) photo.release()
    this.#photos.clear()
    this.explored = null
    this.patch = null
    this.pointed = null
    this.pause()
  }

  /** Shows one cell of the matrix large. The rollout is of the tokens: it leaves the patch. */
  choose({ layer, head }: Place): void {
    this.pause()
    overlay.layer = layer
    overlay.head = head
    if (layer === null) {
      this.patch = null
      this.upTo = null
    }
    this.isMapOn = true
  }

  chooseToken(token: TokenChoice): void {
    this.patch = null
    overlay.token = token
    this.isMapOn = true
  }

  pick(patch: number | null): void {
    this.pause()
    this.patch = patch
    if (patch !== null) this.isMapOn = true
  }

  /** Moves the patch, or picks the one that the map is strongest at. */
  movePatch(across: number, down: number): void {
    const { map, patch, shown } = this
    if (map === null) return
    if (patch === null) {
      const row = shown.row ?? new Float32Array(map.side ** 2)
      this.pick(row.reduce((best, value, index) => (Math.abs(value) > Math.abs(row[best]!) ? index : best), 0))
      return
    }
    const keep = (at: number): number => Math.max(0, Math.min(map.side - 1, at))
    this.patch = keep(Math.floor(patch / map.side) + down) * map.side + keep((patch % map.side) + across)
  }

  /** Shows the rollout through so many of the first layers. */
  flowTo(layers: number): void {
    const { map } = this
    if (map === null) return
    overlay.layer = null
    this.patch = null
    this.upTo = layers >= map.layers ? null : Math.max(1, layers)
  }

  play(): void {
    if (this.map === null || this.map.layers === 0) return
    this.flowTo(this.upToShown >= this.map.layers ? 1 : this.upToShown)
    this.isPlaying = true
  }

  pause(): void {
    this.isPlaying = false
  }

  step(by: 1 | -1): void {
    this.pause()
    this.flowTo(overlay.layer === null && this.patch === null ? this.upToShown + by : this.upToShown)
  }

  /** The animation's next layer; ends with all of them. */
  advance(): void {
    if (this.map === null) return
    this.flowTo(this.upToShown + 1)
    if (this.upToShown >= this.map.layers) this.pause()
  }

  #rolloutRow(map: AttentionMap): Row | null {
    if (this.wholeRollout !== null) return readRollout(this.wholeRollout, map, this.looked.token)
    const bytes = review.photo?.rollout ?? null
    return bytes === null || this.fusion !== 'mean' || this.discard !== 0
      ? null
      : rolloutRow(bytes, map, this.looked.token)
  }
}

export const explorer = new Explorer()
