import { type ColourMapName, colourTable } from '../overlay/colour-maps.ts'
import { heatAlpha } from '../overlay/heat.ts'
import { locate, type Matrix, measure, placeAt } from './matrix.ts'

export interface MatrixLook {
  colours: ColourMapName
  /** The value of each cell's last colour. */
  max: readonly number[]
  cell: number
  isSmooth: boolean
  /** What lies under each map, already the part that the model saw; null for maps on nothing. */
  ground: CanvasImageSource | null
}

/** Around each cell its outermost patches once more: smoothing reads beyond a cell's edge, and would find its neighbour there. */
const border = 1

/** All cells side by side, a pixel a patch, each with a border: RGBA of (heads + 1)·(side + 2) × (layers + 1)·(side + 2). On nothing, colours are whole; on a photo, as clear as their values are low. */
export function paintAtlas({ layers, heads, side, rows }: Matrix, { colours, max, ground }: Pick<MatrixLook, 'colours' | 'max' | 'ground'>): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const outer = side + 2 * border
  const [width, height] = [(heads + 1) * outer, (layers + 1) * outer]
  const data = new Uint8ClampedArray(width * height * 4)
  const table = colourTable(colours)
  const inside = (at: number): number => Math.max(0, Math.min(side - 1, at - border))
  for (const [index, row] of rows.entries()) {
    if (row === null) continue
    const place = placeAt(index, { layers, heads })
    const [left, top, most] = [(place.head ?? heads) * outer, (place.layer ?? layers) * outer, max[index]!]
    for (let y = 0; y < outer; y++) {
      for (let x = 0; x < outer; x++) {
        const value = most > 0 ? Math.max(-1, Math.min(1, row[inside(y) * side + inside(x)]! / most)) : 0
        const colour = 3 * Math.round(255 * (colours === 'difference' ? (value + 1) / 2 : Math.max(0, value)))
        const at = 4 * ((top + y) * width + left + x)
        data[at] = table[colour]!
        data[at + 1] = table[colour + 1]!
        data[at + 2] = table[colour + 2]!
        data[at + 3] = ground === null ? 255 : 255 * heatAlpha(value, colours)
      }
    }
  }
  return { data, width, height }
}

/** Draws the whole matrix at once, at the screen's own resolution. */
export function drawMatrix(canvas: HTMLCanvasElement, matrix: Matrix, look: MatrixLook): void {
  const { side, rows } = matrix
  const { cell, ground, isSmooth } = look
  const ratio = window.devicePixelRatio
  const { width, height } = measure(matrix, cell)
  canvas.width = Math.ceil(width * ratio)
  canvas.height = Math.ceil(height * ratio)
  const context = canvas.getContext('2d')!
  context.scale(ratio, ratio)
  const painted = paintAtlas(matrix, look)
  const atlas = new OffscreenCanvas(painted.width, painted.height)
  atlas.getContext('2d')!.putImageData(new ImageData(painted.data, painted.width, painted.height), 0, 0)
  for (const [index, row] of rows.entries()) {
    if (row === null) continue
    const place = placeAt(index, matrix)
    const { x, y } = locate(place, matrix, cell)
    if (ground !== null) {
      context.imageSmoothingEnabled = true
      context.globalAlpha = 0.6 // dimmed, so that the maps and not the photo are seen
      context.drawImage(ground, x, y, cell, cell)
      context.globalAlpha = 1
    }
    context.imageSmoothingEnabled = isSmooth
    const outer = side + 2 * border
    context.drawImage(atlas, (place.head ?? matrix.heads) * outer + border, (place.layer ?? matrix.layers) * outer + border, side, side, x, y, cell, cell)
  }
}
