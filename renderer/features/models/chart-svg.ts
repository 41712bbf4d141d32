import { type ChartLayout, type Marker, outlines, round, type Series } from './chart.ts'

/** The texts of the drawing, in the page's language. */
export interface ChartTexts {
  title: string
  /** What was measured where and when. */
  caption: string
  xAxis: string
  yAxis: string
  formatRate: (rate: number) => string
  formatShare: (share: number) => string
  series: Record<Series, string>
  markers: Record<Marker, string>
}

/** The page's light colours, so that it reads on paper. */
const colours: Record<Series, string> = { plain: '#9a4a00', distilled: '#00717d', external: '#474d59' }
const ink = '#1b1d21'
const muted = '#545a66'
const line = '#d5d8de'
/** Pixels: the layout of the labels must measure texts in this size. */
export const svgFontSize = 13
const head = 30
const foot = 46

/** The chart as a file of its own: no style sheet, no font that has to be there, white ground. */
export function drawSvg(layout: ChartLayout, texts: ChartTexts): string {
  const { width, plot } = layout
  const height = layout.height + head + foot
  const bottom = plot.y + plot.height
  const used = {
    series: new Set(layout.marks.map(({ point }) => point.series)),
    markers: new Set(layout.marks.map(({ point }) => point.marker)),
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif" font-size="${svgFontSize}" fill="${ink}">`,
    `<title>${escape(texts.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${plot.x}" y="20" font-size="15" font-weight="600">${escape(texts.title)}</text>`,
    `<g transform="translate(0 ${head})">`,
    ...layout.yTicks.map(
      ({ at, value }) =>
        `<path d="M${plot.x},${round(at)}h${round(plot.width)}" stroke="${line}"/><text x="${plot.x - 8}" y="${round(at + 4)}" text-anchor="end" fill="${muted}">${escape(texts.formatShare(value))}</text>`,
    ),
    ...layout.xTicks.map(
      ({ at, value }) =>
        `<path d="M${round(at)},${plot.y}V${round(bottom)}" stroke="${line}" stroke-dasharray="2 3"/><text x="${round(at)}" y="${round(bottom + 17)}" text-anchor="middle" fill="${muted}">${escape(texts.formatRate(value))}</text>`,
    ),
    `<path d="M${plot.x},${plot.y}V${round(bottom)}H${round(plot.x + plot.width)}" fill="none" stroke="#8a909c"/>`,
    `<text x="${round(plot.x + plot.width / 2)}" y="${round(bottom + 37)}" text-anchor="middle" fill="${muted}">${escape(texts.xAxis)}</text>`,
    `<text transform="translate(14 ${round(plot.y + plot.height / 2)}) rotate(-90)" text-anchor="middle" fill="${muted}">${escape(texts.yAxis)}</text>`,
    ...layout.lines.map(
      ({ series, path }) =>
        `<path d="${path}" fill="none" stroke="${colours[series]}" stroke-opacity="0.35" stroke-dasharray="4 3"/>`,
    ),
    ...layout.labels
      .filter(({ isLed }) => isLed)
      .map(
        (label) =>
          `<path d="M${round(label.toX)},${round(label.toY)}L${round(nearest(label.toX, label.x, label.width))},${round(nearest(label.toY, label.y, label.height))}" stroke="#8a909c"/>`,
      ),
    ...layout.marks.map(({ point, x, y, bar }) =>
      [
        ...(bar === null
          ? []
          : [
              `<path d="M${round(x)},${round(bar[0])}V${round(bar[1])}M${round(x - 4)},${round(bar[0])}h8M${round(x - 4)},${round(bar[1])}h8" fill="none" stroke="${colours[point.series]}"/>`,
            ]),
        drawMark(point.marker, point.series, x, y),
      ].join(''),
    ),
    ...layout.labels.map(
      (label) =>
        `<text x="${round(label.x)}" y="${round(label.y + 11.5)}" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"${label.isFaint ? ` fill="${muted}"` : ''}>${escape(label.text)}</text>`,
    ),
    '</g>',
    drawLegend(texts, used, layout.height + head + 8, plot.x),
    `<text x="${plot.x}" y="${height - 9}" fill="${muted}">${escape(texts.caption)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

/** Where on a side of the label a line from the point ends. */
export const nearest = (point: number, start: number, length: number): number =>
  Math.max(start, Math.min(start + length, point))

function drawMark(marker: Marker, series: Series, x: number, y: number): string {
  const paint =
    marker === 'paper'
      ? `fill="#ffffff" stroke="${colours[series]}" stroke-opacity="0.6"`
      : `fill="${colours[series]}" stroke="#ffffff"`
  return `<path d="${outlines[marker]}" transform="translate(${round(x)} ${round(y)})" ${paint}/>`
}

function drawLegend(
  texts: ChartTexts,
  { series, markers }: { series: ReadonlySet<Series>; markers: ReadonlySet<Marker> },
  y: number,
  left: number,
): string {
  const items = [
    ...[...series].map((one) => ({
      mark: `<path d="M-5,-5h10v10h-10Z" fill="${colours[one]}"`,
      text: texts.series[one],
    })),
    ...[...markers].map((one) => ({
      mark: `<path d="${outlines[one]}" fill="none" stroke="${muted}"`,
      text: texts.markers[one],
    })),
  ]
  let x = left + 6
  return items
    .map(({ mark, text }) => {
      const drawn = `${mark} transform="translate(${x} ${y})"/><text x="${x + 11}" y="${y + 4}" fill="${muted}">${escape(text)}</text>`
      x += 34 + 7.2 * text.length
      return drawn
    })
    .join('')
}

/** Names that people gave may hold anything; XML takes no control characters at all. */
function escape(text: string): string {
  const named: Partial<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll(/[&<>"]/g, (sign) => named[sign]!)
}
