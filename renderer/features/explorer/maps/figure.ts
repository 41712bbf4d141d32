import type { Crop } from '../../../../electron/api/page.ts'
import { type ColourMapName, colourTable } from '../../attention/colour-maps.ts'
import { heatAlpha } from '../../attention/heat.ts'
import type { Size } from '../../attention/zoom.ts'

/** All that a figure shows; images are data addresses, so that the file is self-contained. */
export interface Figure {
  photo: string
  /** Pixels of the photo itself. */
  size: Size
  crop: Crop
  heat: string
  opacity: number
  isSmooth: boolean
  /** The outlined patch and the patches a side. */
  patch: { index: number; side: number } | null
  colours: ColourMapName
  /** The values at the ends of the colour bar, and what they are of. */
  scale: { from: string; to: string }
  /** The caption: its first line is the figure's title. */
  lines: readonly string[]
  /** Pixels of a text in the caption's type. */
  measure: (text: string) => number
}

const width = 720
const margin = 16
const [photoWidth, mostHeight] = [width - 2 * margin, 720]
const lineHeight = 19
const fonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'

/** A figure for a paper as SVG: the photo with its map, a colour bar, and a caption as text. */
export function drawFigure({
  photo,
  size,
  crop,
  heat,
  opacity,
  isSmooth,
  patch,
  colours,
  scale,
  lines,
  measure,
}: Figure): { svg: string; width: number; height: number } {
  const factor = Math.min(photoWidth / size.width, mostHeight / size.height)
  const [shownWidth, shownHeight] = [size.width * factor, size.height * factor]
  const [left, top] = [round((width - shownWidth) / 2), margin]
  const seen = {
    x: round(left + crop.left * factor),
    y: round(top + crop.top * factor),
    side: round(crop.size * factor),
  }
  const bar = { x: margin, y: round(top + shownHeight + 14), width: 180, height: 10 }
  const caption = lines.flatMap((line, index) =>
    wrap(line, photoWidth, measure).map((text) => ({ text, isTitle: index === 0 })),
  )
  const first = bar.y + bar.height + 28
  const height = Math.ceil(first + caption.length * lineHeight)
  const frame = `M${left} ${top}h${round(shownWidth)}v${round(shownHeight)}h${-round(shownWidth)}z`
  const outline = patch === null ? '' : outlinePatch(patch, seen)
  const svg = `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family='${fonts}' font-size="13">
<title>${escapeXml(lines[0] ?? '')}</title>
<defs>
<linearGradient id="colours">${gradientStops(colours)}</linearGradient>
<clipPath id="photo"><path d="${frame}"/></clipPath>
</defs>
<rect width="${width}" height="${height}" fill="#fff"/>
<g clip-path="url(#photo)">
<image href="${photo}" x="${left}" y="${top}" width="${round(shownWidth)}" height="${round(shownHeight)}" preserveAspectRatio="none"/>
<path d="${frame}M${seen.x} ${seen.y}v${seen.side}h${seen.side}v${-seen.side}z" fill="#000" fill-opacity="0.38" fill-rule="evenodd"/>
<image href="${heat}" x="${seen.x}" y="${seen.y}" width="${seen.side}" height="${seen.side}" opacity="${opacity}" preserveAspectRatio="none"${isSmooth ? '' : ' style="image-rendering:pixelated"'}/>
${outline}</g>
<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}" fill="#808080"/>
<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}" fill="url(#colours)"/>
<text x="${bar.x + bar.width + 8}" y="${bar.y + bar.height}" font-size="13" fill="#333">${escapeXml(`${scale.from} – ${scale.to}`)}</text>
${caption.map(({ text, isTitle }, index) => `<text x="${margin}" y="${first + index * lineHeight}" fill="#111"${isTitle ? ' font-weight="600"' : ''}>${escapeXml(text)}</text>`).join('\n')}
</svg>
`
  return { svg, width, height }
}

/** White within black: to be seen on any photo. */
function outlinePatch(
  { index, side }: { index: number; side: number },
  seen: { x: number; y: number; side: number },
): string {
  const cell = seen.side / side
  const place = `x="${round(seen.x + (index % side) * cell)}" y="${round(seen.y + Math.floor(index / side) * cell)}" width="${round(cell)}" height="${round(cell)}" fill="none"`
  return `<rect ${place} stroke="#000" stroke-width="4"/><rect ${place} stroke="#fff" stroke-width="2"/>\n`
}

function gradientStops(colours: ColourMapName): string {
  const table = colourTable(colours)
  return Array.from({ length: 17 }, (_, index) => {
    const part = index / 16
    const at = 3 * Math.round(255 * part)
    const alpha = heatAlpha(colours === 'difference' ? 2 * part - 1 : part, colours)
    return `<stop offset="${part}" stop-color="rgb(${table[at]},${table[at + 1]},${table[at + 2]})" stop-opacity="${alpha}"/>`
  }).join('')
}

/** Lines of words that fit; a word that is too long by itself is broken. */
export function wrap(text: string, room: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= room) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const letter of word) {
      if (line !== '' && measure(line + letter) > room) {
        lines.push(line)
        line = ''
      }
      line += letter
    }
  }
  return [...lines, line]
}

const round = (value: number): number => Math.round(value * 100) / 100

/**
 * XML text: what means something in it is written out, and what it cannot hold,
 * as names of files can have it, is left out.
 */
export function escapeXml(text: string): string {
  const allowed = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
