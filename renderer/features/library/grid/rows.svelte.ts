import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { untrack } from 'svelte'
import { footing, gap, type Geometry, padding, toContent, toTrack } from './geometry.ts'

/** Rows kept ready above and below the view. */
const overscan = 2

/** The grid's rows in view, and its scrolling; the virtualizer measures in the content, the view scrolls the track. */
export class Rows {
  /** Height of the view. */
  height = $state(0)
  isScrolling = $state(false)
  /** How far the content is moved down the track: not at all, unless it is longer than the track. */
  shift = $state(0)
  /** Which place of the content is at the top of the view. */
  contentTop = 0
  /** Rows that are ever drawn at once. */
  readonly most = $derived.by(() => Math.ceil(this.height / this.#geometry.rowHeight) + 2 * overscan + 2)
  readonly #geometry: Geometry
  readonly #options = $derived.by(() => this.#layOut(this.#geometry))
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>
  /** A new object whenever the virtualizer has other rows in view. */
  #latest: { virtualizer: Virtualizer<HTMLElement, HTMLElement> }
  readonly #shown = $derived.by(() => this.#findShown(this.#latest))
  readonly first = $derived(this.#shown[0]?.index ?? 0)
  readonly last = $derived(this.#shown.at(-1)?.index ?? -1)
  #viewport: HTMLElement | null = null
  /**
   * The last place scrolled to, and where on the track it came to lie: browsers round, which is much on a long content.
   */
  #landed = { content: 0, track: 0 }
  #photoAtTop = 0

  constructor(geometry: () => Geometry) {
    this.#geometry = $derived(geometry())
    this.#virtualizer = new Virtualizer(untrack(() => this.#options))
    this.#latest = $state.raw({ virtualizer: this.#virtualizer })
    const columns = $derived(this.#geometry.columns)
    const rowHeight = $derived(this.#geometry.rowHeight)
    // Other columns put other photos here: the photo that was at the top stays there.
    $effect(() => {
      const top = Math.floor(this.#photoAtTop / columns) * rowHeight
      if (this.#photoAtTop > 0) untrack(() => this.scrollTo(top))
    })
    // A content that grows beyond the track is elsewhere on it: the view stays with what it shows.
    const stretch = $derived(toContent(this.#geometry, 1, this.height))
    $effect(() => {
      if (stretch > 0) untrack(() => this.scrollTo(this.contentTop))
    })
  }

  /** Follows the scrolling of an element, as long as it is there. */
  readonly attach = (viewport: HTMLElement): (() => void) =>
    untrack(() => {
      this.#viewport = viewport
      this.#virtualizer._willUpdate()
      return this.#virtualizer._didMount()
    })

  /** Scrolls so that a place of the content is at the top of the view, or as near as its end allows. */
  scrollTo(contentTop: number): void {
    if (this.#viewport === null) return
    const place = Math.max(0, Math.min(contentTop, this.#geometry.contentHeight - this.height))
    // By a way and not to a place: places the virtualizer keeps within the track's length.
    this.#virtualizer.scrollBy(place - (this.#virtualizer.scrollOffset ?? 0))
  }

  #layOut({ rows, rowHeight }: Geometry): VirtualizerOptions<HTMLElement, HTMLElement> {
    return {
      count: rows,
      estimateSize: () => rowHeight - gap,
      gap,
      paddingStart: padding,
      paddingEnd: padding + footing,
      overscan,
      // Another function each time: the virtualizer lays rows out again for one, not for other sizes alone.
      getItemKey: (row) => row,
      isScrollingResetDelay: 120,
      getScrollElement: () => this.#viewport,
      observeElementRect: (virtualizer, report) =>
        observeElementRect(virtualizer, (rect) => {
          this.height = rect.height
          report(rect)
        }),
      observeElementOffset: (virtualizer, report) =>
        observeElementOffset(virtualizer, (track, isScrolling) => report(this.#read(track), isScrolling)),
      scrollToFn: (content, options, virtualizer) => {
        elementScroll(toTrack(this.#geometry, content, this.height), options, virtualizer)
        this.#landed = { content, track: virtualizer.scrollElement!.scrollTop }
        this.#read(this.#landed.track)
      },
      onChange: (virtualizer) => {
        this.isScrolling = virtualizer.isScrolling
        this.#latest = { virtualizer }
      },
    }
  }

  #findShown({ virtualizer }: { virtualizer: Virtualizer<HTMLElement, HTMLElement> }): readonly { index: number }[] {
    virtualizer.setOptions(this.#options)
    return virtualizer.getVirtualItems()
  }

  #read(track: number): number {
    const { columns, rowHeight } = this.#geometry
    this.contentTop =
      track === this.#landed.track ? this.#landed.content : toContent(this.#geometry, track, this.height)
    this.shift = track - this.contentTop
    const row = Math.floor(this.contentTop / rowHeight)
    // A photo within the top row stays the one to keep: else every step of the size would drift upwards.
    if (Math.floor(this.#photoAtTop / columns) !== row) this.#photoAtTop = row * columns
    return this.contentTop
  }
}
