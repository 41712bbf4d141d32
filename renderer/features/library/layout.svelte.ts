export const tileSizes = { least: 96, first: 168, most: 320 } as const

const heats = ['off', 'hover', 'always'] as const
export type Heat = (typeof heats)[number]

/** How the library is laid out; kept from one start to the next. */
class LibraryLayout {
  /** Which cells show where the model looked: none until a person asks, as a map colours the photo. */
  heat = $state<Heat>(heats.find((one) => one === localStorage.getItem('heat')) ?? 'off')
  /** Least side of a photo in the grid, in pixels. */
  tileSize = $state(readTileSize())
  sidebar = $state(localStorage.getItem('sidebar') !== 'closed')

  /** Under the pointer, on every photo, off, and again. */
  cycleHeat(): void {
    this.heat = heats[(heats.indexOf(this.heat) + 1) % heats.length]!
    localStorage.setItem('heat', this.heat)
  }

  setTileSize(size: number): void {
    this.tileSize = size
    localStorage.setItem('tile-size', String(size))
  }

  setSidebar(isOpen: boolean): void {
    this.sidebar = isOpen
    localStorage.setItem('sidebar', isOpen ? 'open' : 'closed')
  }
}

function readTileSize(): number {
  const size = Number(localStorage.getItem('tile-size'))
  return size >= tileSizes.least && size <= tileSizes.most ? size : tileSizes.first
}

export const layout = new LibraryLayout()
