import type { Matrix } from './confusion.ts'
import { blend, channelsOf, textOn } from './contrast.ts'

/** Pixels a side from which a cell has room for its number. */
const numbersFrom = 26

/** A colour of the theme as the browser paints it. */
export function readColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  element.parentElement!.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/**
 * Draws cells of so many pixels:
 * right ones and wrong ones in a colour each, as opaque as the root of their share of the row.
 */
export function drawMatrix(
  canvas: HTMLCanvasElement,
  { groups, hasOutside, counts, rows }: Matrix,
  cell: number,
  format: (value: number) => string,
): void {
  const side = groups.length
  const ratio = window.devicePixelRatio
  const across = side + Number(hasOutside)
  canvas.width = Math.ceil(across * cell * ratio)
  canvas.height = Math.ceil(side * cell * ratio)
  const context = canvas.getContext('2d')!
  const [ground, right, wrong, neither] = ['--surface-2', '--labeled', '--failed', '--line-strong'].map((name) =>
    readColour(canvas, name),
  ) as [string, string, string, string]
  context.scale(ratio, ratio)
  context.font = `13px ${getComputedStyle(canvas).fontFamily}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < across; column++) {
      const count = counts[row * across + column]!
      const [x, y] = [column * cell, row * cell]
      context.fillStyle = ground
      context.fillRect(x, y, cell - 1, cell - 1)
      if (count === 0) continue
      // Others taken for others may be right or wrong.
      const colour = row !== column ? wrong : groups[row]!.name === null ? neither : right
      const alpha = 0.12 + 0.73 * Math.sqrt(count / rows[row]!)
      context.globalAlpha = alpha
      context.fillStyle = colour
      context.fillRect(x, y, cell - 1, cell - 1)
      context.globalAlpha = 1
      const text = format(count)
      if (cell < numbersFrom || context.measureText(text).width > cell - 3) continue // a squeezed number cannot be read
      context.fillStyle = textOn(blend(channelsOf(ground), channelsOf(colour), alpha))
      context.fillText(text, x + (cell - 1) / 2, y + (cell - 1) / 2)
    }
  }
}
