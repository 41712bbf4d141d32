import { type ColourMapName, colourTable } from './colour-maps.ts'

export interface HeatOptions {
  map: ColourMapName
  /** The value that gets the last colour; the largest one, by size, where not given. */
  max?: number
  /** Pixels drawn per patch and side: 1 leaves smoothing to CSS, more interpolates the values themselves. */
  scale?: number
}

/** RGBA of a square, as ImageData needs it. */
export interface HeatPixels {
  data: Uint8ClampedArray<ArrayBuffer>
  size: number
}

/**
 * Colours a map of side×side values. What got no attention is clear, so that the photo stays visible; a difference is
 * clear where it is 0, any other map where it is 0 or less.
 */
export function paintHeat(
  values: ArrayLike<number>,
  side: number,
  { map, max = largest(values), scale = 1 }: HeatOptions,
): HeatPixels {
  const size = side * scale
  const grid = scale === 1 ? values : enlarge(values, side, scale)
  const table = colourTable(map)
  const data = new Uint8ClampedArray(size * size * 4)
  for (let index = 0; index < size * size; index++) {
    const value = max > 0 ? Math.max(-1, Math.min(1, grid[index]! / max)) : 0
    const colour = 3 * Math.round(255 * (map === 'difference' ? (value + 1) / 2 : Math.max(0, value)))
    const at = index * 4
    data[at] = table[colour]!
    data[at + 1] = table[colour + 1]!
    data[at + 2] = table[colour + 2]!
    data[at + 3] = 255 * heatAlpha(value, map)
  }
  return { data, size }
}

/** Paints a map into a canvas, which becomes side·scale pixels wide and high; CSS gives it its size on the page. */
export function drawHeat(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  side: number,
  options: HeatOptions,
): void {
  const { data, size } = paintHeat(values, side, options)
  canvas.width = canvas.height = size
  canvas.getContext('2d')!.putImageData(new ImageData(data, size, size), 0, 0)
}

/** How much of the photo a value from -1 to 1 covers. */
export function heatAlpha(value: number, map: ColourMapName): number {
  return map === 'difference' ? Math.abs(value) : Math.max(0, value)
}

/** The largest value by size; 0 of none. */
export function largest(values: ArrayLike<number>): number {
  let max = 0
  for (let index = 0; index < values.length; index++) max = Math.max(max, Math.abs(values[index]!))
  return max
}

/** Bilinear between the patches' centres, level beyond the outermost ones. */
export function enlarge(values: ArrayLike<number>, side: number, scale: number): Float32Array {
  const size = side * scale
  const result = new Float32Array(size * size)
  const low = new Int32Array(size)
  const high = new Int32Array(size)
  const part = new Float32Array(size)
  for (let index = 0; index < size; index++) {
    const place = Math.max(0, Math.min(side - 1, (index + 0.5) / scale - 0.5))
    low[index] = Math.floor(place)
    high[index] = Math.min(side - 1, Math.floor(place) + 1)
    part[index] = place - Math.floor(place)
  }
  for (let y = 0; y < size; y++) {
    const above = low[y]! * side
    const below = high[y]! * side
    for (let x = 0; x < size; x++) {
      const top = values[above + low[x]!]! * (1 - part[x]!) + values[above + high[x]!]! * part[x]!
      const bottom = values[below + low[x]!]! * (1 - part[x]!) + values[below + high[x]!]! * part[x]!
      result[y * size + x] = top * (1 - part[y]!) + bottom * part[y]!
    }
  }
  return result
}
