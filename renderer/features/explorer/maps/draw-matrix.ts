import type { Row } from '../../attention/attention.ts'
import { type ColourMapName, colourTable } from '../../attention/colour-maps.ts'
import { heatAlpha } from '../../attention/heat.ts'
import { locate, type Matrix, measure, placeAt } from './matrix.ts'

export interface MatrixLook {
  colours: ColourMapName
  /** The value of each cell's last colour. */
  max: readonly number[]
  cell: number
  isSmooth: boolean
  /** What is under each map, already the part that the model saw; null for maps on nothing. */
  ground: CanvasImageSource | null
  /** Screen pixels for one of the page's. */
  ratio: number
}

export interface Drawn {
  matrix: Matrix
  look: MatrixLook
}

/** Around a cell its outermost patches once more: smoothing reads beyond a cell's edge. */
const border = 1

/**
 * Cells side by side in a row, a pixel a patch, each with a border: RGBA of n·(side + 2) × (side + 2). On nothing,
 * colours are whole; on a photo, as clear as their values are low.
 */
export function paintAtlas(
  rows: readonly Row[],
  side: number,
  max: readonly number[],
  colours: ColourMapName,
  isClear: boolean,
): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const height = side + 2 * border
  const width = Math.max(1, rows.length) * height
  const data = new Uint8ClampedArray(width * height * 4)
  const table = colourTable(colours)
  const inside = (at: number): number => Math.max(0, Math.min(side - 1, at - border))
  for (const [index, row] of rows.entries()) {
    const most = max[index]!
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < height; x++) {
        const value = most > 0 ? Math.max(-1, Math.min(1, row[inside(y) * side + inside(x)]! / most)) : 0
        const colour = 3 * Math.round(255 * (colours === 'difference' ? (value + 1) / 2 : Math.max(0, value)))
        const at = 4 * (y * width + index * height + x)
        data[at] = table[colour]!
        data[at + 1] = table[colour + 1]!
        data[at + 2] = table[colour + 2]!
        data[at + 3] = isClear ? 255 * heatAlpha(value, colours) : 255
      }
    }
  }
  return { data, width, height }
}

/** The cells that are to be drawn again; null where all of it is. */
export function listChanged(before: Drawn | null, { matrix, look }: Drawn): number[] | null {
  if (
    before === null ||
    before.matrix.layers !== matrix.layers ||
    before.matrix.heads !== matrix.heads ||
    before.matrix.side !== matrix.side
  )
    return null
  const { max, ...rest } = look
  if (Object.entries(rest).some(([name, value]) => before.look[name as keyof typeof rest] !== value)) return null
  return [...matrix.rows.keys()].filter(
    (index) => matrix.rows[index] !== before.matrix.rows[index] || max[index] !== before.look.max[index],
  )
}

/** Draws the matrix at the screen's own resolution: in one go, and of what was drawn before only what changed. */
export function drawMatrix(canvas: HTMLCanvasElement, before: Drawn | null, now: Drawn): void {
  const {
    matrix,
    look: { cell, colours, ground, isSmooth, max, ratio },
  } = now
  const changed = listChanged(before, now)
  const { width, height } = measure(matrix, cell)
  const context = canvas.getContext('2d')!
  if (changed === null) {
    canvas.width = Math.ceil(width * ratio)
    canvas.height = Math.ceil(height * ratio)
    context.scale(ratio, ratio)
  }
  const indices = changed ?? [...matrix.rows.keys()]
  for (const index of indices) {
    const { x, y } = locate(placeAt(index, matrix), matrix, cell)
    context.clearRect(x, y, cell, cell)
  }
  const filled = indices.filter((index) => matrix.rows[index] != null)
  if (filled.length === 0) return
  const outer = matrix.side + 2 * border
  const painted = paintAtlas(
    filled.map((index) => matrix.rows[index]!),
    matrix.side,
    filled.map((index) => max[index]!),
    colours,
    ground !== null,
  )
  const atlas = new OffscreenCanvas(painted.width, painted.height)
  atlas.getContext('2d')!.putImageData(new ImageData(painted.data, painted.width, painted.height), 0, 0)
  for (const [at, index] of filled.entries()) {
    const { x, y } = locate(placeAt(index, matrix), matrix, cell)
    if (ground !== null) {
      context.imageSmoothingEnabled = true
      context.globalAlpha = 0.6 // dimmed, so that the maps and not the photo are seen
      context.drawImage(ground, x, y, cell, cell)
      context.globalAlpha = 1
    }
    context.imageSmoothingEnabled = isSmooth
    context.drawImage(atlas, at * outer + border, border, matrix.side, matrix.side, x, y, cell, cell)
  }
}
