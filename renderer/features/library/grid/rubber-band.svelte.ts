import { photoList } from '../../photos/photo-list.svelte.ts'
import { type Box, boxBetween, cellsIn, edgeScroll, type Geometry } from './geometry.ts'

interface Parts {
  geometry: () => Geometry
  viewport: () => HTMLElement | null
  /** What place of the content is at the top of the view. */
  contentTop: () => number
  /** Where the content's beginning is on the track. */
  layerTop: () => number
}

/** Pixels that a press must move before it is a box and not a click. */
const slack = 5

/** Selects by drawing a box, which scrolls when it leaves the view. */
export class RubberBand {
  /** On the track; null while none is drawn. */
  box = $state.raw<Box | null>(null)
  /** Whether the click that follows is the end of a box. */
  endedJustNow = false
  readonly #parts: Parts
  /** In the content, so that it stays with the photos while they scroll. */
  #start = { x: 0, y: 0 }
  #pointer = { x: 0, y: 0 }
  #kept: ReadonlySet<number> = new Set()
  #frame = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  press(event: PointerEvent): void {
    const viewport = this.#parts.viewport()
    // A press beyond the client area is on the scroll bar.
    if (event.button !== 0 || event.pointerType === 'touch' || viewport === null || event.offsetX < 0) return
    if (event.clientX - viewport.getBoundingClientRect().left >= viewport.clientWidth) return
    this.endedJustNow = false
    this.#pointer = { x: event.clientX, y: event.clientY }
    this.#start = this.#locate(viewport)
    this.#kept = event.ctrlKey || event.metaKey || event.shiftKey ? photoList.selected : new Set()
    const from = { x: event.clientX, y: event.clientY }
    const listening = new AbortController()
    const { signal } = listening
    const end = (): void => {
      listening.abort()
      cancelAnimationFrame(this.#frame)
      this.endedJustNow = this.box !== null
      this.box = null
      // A click comes right after, or not at all.
      setTimeout(() => {
        this.endedJustNow = false
      })
    }
    window.addEventListener(
      'pointermove',
      (move) => {
        this.#pointer = { x: move.clientX, y: move.clientY }
        if (this.box === null && Math.hypot(move.clientX - from.x, move.clientY - from.y) < slack) return
        if (this.box === null) this.#frame = requestAnimationFrame(() => this.#follow())
        this.#draw()
      },
      { signal },
    )
    window.addEventListener('pointerup', end, { signal })
    window.addEventListener('pointercancel', end, { signal })
    // On a Mac a click with Ctrl opens a menu.
    window.addEventListener('contextmenu', end, { signal })
    window.addEventListener(
      'keydown',
      (key) => {
        if (key.key !== 'Escape' || this.box === null) return
        key.stopPropagation()
        photoList.select(this.#kept)
        end()
      },
      { signal, capture: true },
    )
  }

  #locate(viewport: HTMLElement): { x: number; y: number } {
    const { left, top } = viewport.getBoundingClientRect()
    return { x: this.#pointer.x - left, y: this.#pointer.y - top + this.#parts.contentTop() }
  }

  #draw(): void {
    const viewport = this.#parts.viewport()
    if (viewport === null) return
    const box = boxBetween(this.#start, this.#locate(viewport))
    const shift = this.#parts.layerTop()
    this.box = { left: box.left, right: box.right, top: box.top + shift, bottom: box.bottom + shift }
    const touched = cellsIn(this.#parts.geometry(), box).flatMap((index) => photoList.ids[index] ?? [])
    const selected = new Set([...this.#kept, ...touched])
    if (selected.size !== photoList.selected.size || touched.some((id) => !photoList.selected.has(id)))
      photoList.select(selected, touched[0])
  }

  /** Scrolls as long as the pointer is over an edge. */
  #follow(): void {
    const viewport = this.#parts.viewport()
    if (viewport === null) return
    const by = edgeScroll(this.#pointer.y - viewport.getBoundingClientRect().top, viewport.clientHeight)
    if (by !== 0) {
      viewport.scrollTop += by
      this.#draw()
    }
    this.#frame = requestAnimationFrame(() => this.#follow())
  }
}
