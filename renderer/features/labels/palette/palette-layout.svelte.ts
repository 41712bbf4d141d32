import { MediaQuery } from 'svelte/reactivity'

const read = (key: string): string | null => localStorage.getItem(key)

/** How the palette is laid out; kept from one start to the next. */
class PaletteLayout {
  /** Windows without room for a column: the palette is a row above the photos. */
  readonly #narrow = new MediaQuery('width < 1180px')
  readonly #small = new MediaQuery('width < 1024px')
  /** As the person chose; null until they did. */
  #chosen = $state<string | null>(read('palette'))
  #others = $state(read('palette others') === 'open')

  get isNarrow(): boolean {
    return this.#narrow.current
  }

  get isFolded(): boolean {
    return this.#chosen === null ? this.#small.current : this.#chosen === 'folded'
  }

  fold(isFolded: boolean): void {
    this.#chosen = isFolded ? 'folded' : 'open'
    localStorage.setItem('palette', this.#chosen)
  }

  /** Whether the classes that only the model has are listed. */
  get showsOthers(): boolean {
    return this.#others
  }

  showOthers(isShown: boolean): void {
    this.#others = isShown
    localStorage.setItem('palette others', isShown ? 'open' : 'folded')
  }
}

export const paletteLayout = new PaletteLayout()
