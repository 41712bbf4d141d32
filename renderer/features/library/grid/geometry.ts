/**
 * Where the cells of a grid of equal cells lie. All lengths are CSS pixels;
 * `content` is the whole grid, laid out in full.
 */
export interface Geometry {
  count: number
  columns: number
  rows: number
  /** Side of a photo's square. */
  tile: number
  rowHeight: number
  contentHeight: number
}

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export const padding = 12
export const gap = 8
/** Room below the last row, for what floats over it. */
export const footing = 88
/**
 * Browsers lay out some 33 million device pixels at most;
 * a million photos need more, and screens have up to three to one.
 */
const longestTrack = 10_000_000

/** Lays `count` cells out: squares as near to `size` as fills the row. */
export function layGrid({
  width,
  count,
  size,
  caption,
}: {
  width: number
  count: number
  size: number
  caption: number
}): Geometry {
  const inner = Math.max(0, width - 2 * padding)
  const columns = Math.max(1, Math.round((inner + gap) / (size + gap)))
  const tile = Math.max(1, Math.floor((inner - gap * (columns - 1)) / columns))
  const rows = Math.ceil(count / columns)
  const rowHeight = tile + caption + gap
  return {
    count,
    columns,
    rows,
    tile,
    rowHeight,
    contentHeight: rows === 0 ? 0 : 2 * padding + rows * rowHeight - gap + footing,
  }
}

/** Height of what is really scrolled: the content's, or as much as a browser can scroll. */
export const trackHeight = ({ contentHeight }: Geometry): number => Math.min(contentHeight, longestTrack)

/** Which place of the content is at the top of the view when the track is scrolled to `scrollTop`. */
export function toContent(geometry: Geometry, scrollTop: number, viewHeight: number): number {
  return scrollTop * stretch(geometry, viewHeight)
}

/** The reverse of `toContent`. */
export function toTrack(geometry: Geometry, contentTop: number, viewHeight: number): number {
  return contentTop / stretch(geometry, viewHeight)
}

function stretch(geometry: Geometry, viewHeight: number): number {
  const track = trackHeight(geometry) - viewHeight
  return track <= 0 || geometry.contentHeight <= longestTrack ? 1 : (geometry.contentHeight - viewHeight) / track
}

/** Top left corner of a cell in the content. */
export function placeOf({ columns, tile, rowHeight }: Geometry, index: number): { left: number; top: number } {
  return { left: padding + (index % columns) * (tile + gap), top: padding + Math.floor(index / columns) * rowHeight }
}

/** The scroll place, nearest to the present one, at which a cell is in view as a whole. */
export function revealTop(geometry: Geometry, index: number, contentTop: number, viewHeight: number): number {
  const { top } = placeOf(geometry, index)
  const lowest = top - padding
  const highest = top + geometry.rowHeight - gap + padding - viewHeight
  // A view lower than a row shows the row's top.
  const wanted = contentTop > lowest || highest > lowest ? lowest : Math.max(contentTop, highest)
  return clamp(wanted, 0, Math.max(0, geometry.contentHeight - viewHeight))
}

/** Indexes of all cells that a box touches, in order. */
export function cellsIn(geometry: Geometry, box: Box): number[] {
  const { columns, rows, tile, rowHeight, count } = geometry
  const step = tile + gap
  // A cell touches where it begins before the box ends, and ends after the box begins.
  const firstColumn = Math.max(0, Math.ceil((box.left - padding - tile) / step))
  const lastColumn = Math.min(columns - 1, Math.floor((box.right - padding) / step))
  const firstRow = Math.max(0, Math.ceil((box.top - padding - (rowHeight - gap)) / rowHeight))
  const lastRow = Math.min(rows - 1, Math.floor((box.bottom - padding) / rowHeight))
  const found: number[] = []
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const index = row * columns + column
      if (index < count) found.push(index)
    }
  }
  return found
}

/** The box between two points, whichever way it was drawn. */
export function boxBetween(one: { x: number; y: number }, other: { x: number; y: number }): Box {
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
  }
}

/** Where a key leads to from a cell: the index, kept within the grid. */
export function stepFrom(geometry: Geometry, index: number, key: string, viewHeight: number): number {
  const { columns, rowHeight, count } = geometry
  const page = columns * Math.max(1, Math.floor(viewHeight / rowHeight))
  const last = count - 1
  const column = index % columns
  switch (key) {
    case 'ArrowLeft':
      return clamp(index - 1, 0, last)
    case 'ArrowRight':
      return clamp(index + 1, 0, last)
    case 'ArrowUp':
      return index < columns ? index : index - columns
    // From above a short last row, down leads to its end.
    case 'ArrowDown':
      return Math.floor(index / columns) === Math.floor(last / columns) ? index : Math.min(index + columns, last)
    case 'PageUp':
      return index - page < 0 ? column : index - page
    case 'PageDown':
      return Math.min(index + page, last)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return index
  }
}

/** Pixels to scroll in this frame while a box is drawn beyond an edge of the view: faster, the farther out. */
export function edgeScroll(y: number, viewHeight: number, edge = 32): number {
  if (y < edge) return -Math.min(40, Math.ceil((edge - y) / 4))
  if (y > viewHeight - edge) return Math.min(40, Math.ceil((y - viewHeight + edge) / 4))
  return 0
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))
