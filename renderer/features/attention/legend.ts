import { type ColourMapName, colourTable } from './colour-maps.ts'
import { heatAlpha } from './heat.ts'

const stops = 16

/** The colours of a map from left to right as a CSS gradient, as clear as they are on the photo. */
export function legendGradient(map: ColourMapName): string {
  const table = colourTable(map)
  const colours = Array.from({ length: stops + 1 }, (_, index) => {
    const part = index / stops
    const at = 3 * Math.round(255 * part)
    const alpha = heatAlpha(map === 'difference' ? 2 * part - 1 : part, map)
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]} / ${(100 * alpha).toFixed(0)}%)`
  })
  return `linear-gradient(to right, ${colours.join(', ')})`
}
