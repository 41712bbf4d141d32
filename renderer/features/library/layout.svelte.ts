export const tileSizes = { least: 96, first: 168, most: 320 } as const

/** How the library is laid out; kept from one start to the next. */
class LibraryLayout {
  /** Whether cells show where the model looked, without being pointed at. */
  alwaysHeat = $state(localStorage.getItem('heat') === 'always')
  /** Least side of a photo in the grid, in pixels. */
  tileSize = $state(readTileSize())
  sidebar = $state(localStorage.getItem('sidebar') !== 'closed')

  setAlwaysHeat(on: boolean): void {
    this.alwaysHeat = on
    localStorage.setItem('heat', on ? 'always' : 'hover')
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
