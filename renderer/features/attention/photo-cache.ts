import type { ImageCard } from '../../../electron/api/page.ts'
import { LoadedPhoto } from './loaded-photo.svelte.ts'
import { current } from '../../app/current-project.svelte.ts'

/** Milliseconds that a photo is shown before it counts as viewed, and not only passed by. */
const passingBy = 90

/** The photo that is shown and its neighbours; whatever is no longer among them is released. */
export class PhotoCache {
  readonly #photos = new Map<string, LoadedPhoto>()
  #turn = 0
  #lastShown = 0

  /**
   * The first card's photo, loading; the others are loaded after it, one by one, in this order. Single layers and
   * heads, which cost a run of the model, are loaded of the first two, and only where they are wanted.
   */
  show(cards: readonly [ImageCard, ...ImageCard[]], model: string | null, wantsLayers: boolean): LoadedPhoto {
    const photos = cards.map((card) => this.#get(card, model))
    const wanted = new Set(photos)
    for (const [key, photo] of this.#photos) {
      if (wanted.has(photo)) continue
      photo.release()
      this.#photos.delete(key)
    }
    void this.#loadInTurn(photos, wantsLayers)
    return photos[0]!
  }

  clear(): void {
    this.#turn++
    for (const photo of this.#photos.values()) photo.release()
    this.#photos.clear()
  }

  #get(card: ImageCard, model: string | null): LoadedPhoto {
    const key = keyOf(card, model)
    const known = this.#photos.get(key)
    if (known !== undefined) return known
    const photo = new LoadedPhoto(card, model)
    this.#photos.set(key, photo)
    return photo
  }

  async #loadInTurn(photos: readonly LoadedPhoto[], wantsLayers: boolean): Promise<void> {
    const turn = ++this.#turn
    const isPassing = performance.now() - this.#lastShown < passingBy
    this.#lastShown = performance.now()
    if (isPassing) await new Promise((resolve) => setTimeout(resolve, passingBy))
    if (turn !== this.#turn) return
    for (const [index, photo] of photos.entries()) {
      await photo.load()
      if (turn === this.#turn && wantsLayers && index < 2) await photo.loadAttention()
      if (turn !== this.#turn) return
    }
  }
}

/**
 * What is loaded of a photo is good for as long as its file and its prediction are the same, and the label set is open
 * or closed as it was; its label is another matter.
 */
export function keyOf({ id, version, prediction, confidence, hasMap }: ImageCard, model: string | null): string {
  return JSON.stringify([id, version, model, prediction, confidence, hasMap, current.project?.isClosed ?? false])
}
