import type { MeasuredEngine } from '../../../electron/api/page.ts'
import { type Box, type Placed, placeLabels } from './place-labels.ts'
import { linearScale, logScale, logTicks, rateDomain, shareAxis } from '../../ui/scale.ts'

export type Series = 'plain' | 'distilled' | 'external'
/** What ran it: each has its shape. `paper`: the V100 of the paper. */
export type Marker = MeasuredEngine | 'paper'

export interface ChartPoint {
  key: string
  label: string
  /** Images a second. */
  rate: number
  /** 0 to 1, with its interval where it was counted. */
  accuracy: number
  interval: readonly [number, number] | null
  series: Series
  marker: Marker
}

export interface Mark {
  point: ChartPoint
  x: number
  y: number
  bar: readonly [top: number, bottom: number] | null
}
export interface Label extends Placed {
  text: string
  /** The middle of the point that it is about. */ toX: number
  toY: number
  isFaint: boolean
}
export interface Tick {
  at: number
  value: number
}

export interface ChartLayout {
  width: number
  height: number
  plot: Box
  xTicks: Tick[]
  yTicks: Tick[]
  marks: Mark[]
  labels: Label[]
  /** The paper's points, joined by series as in its figure. */
  lines: { series: Series; path: string }[]
}

/** Pixels around the plot: for the numbers and the names of both axes. */
const margin = { top: 12, right: 14, bottom: 44, left: 60 } as const
const markSize = 12
const lineHeight = 16

/**
 * The paper's figure: accuracy over images a second, the rates on a logarithmic axis.
 *
 * @param measure the width of a text in pixels
 */
export function layoutChart(
  points: readonly ChartPoint[],
  { width, height, measure }: { width: number; height: number; measure: (text: string) => number },
): ChartLayout {
  const plot: Box = {
    x: margin.left,
    y: margin.top,
    width: Math.max(1, width - margin.left - margin.right),
    height: Math.max(1, height - margin.top - margin.bottom),
  }
  const rates = rateDomain(points.map(({ rate }) => rate))
  const shares = shareAxis(points.flatMap(({ accuracy, interval }) => [accuracy, ...(interval ?? [])]))
  const x = logScale(rates, [plot.x, plot.x + plot.width])
  const y = linearScale(shares.domain, [plot.y + plot.height, plot.y])
  const marks = points.map((point) => ({
    point,
    x: x(point.rate),
    y: y(point.accuracy),
    bar: point.interval === null ? null : ([y(point.interval[1]), y(point.interval[0])] as const),
  }))
  return {
    width,
    height,
    plot,
    marks,
    xTicks: logTicks(rates, Math.max(2, Math.floor(plot.width / 48))).map((value) => ({ value, at: x(value) })),
    yTicks: shares.ticks.map((value) => ({ value, at: y(value) })),
    labels: labelMarks(marks, plot, measure),
    lines: (['plain', 'distilled'] as const).flatMap((series) => joinPaper(marks, series)),
  }
}

/** Measured models are named first: where there is no room for all, the paper's points go without. */
function labelMarks(marks: readonly Mark[], plot: Box, measure: (text: string) => number): Label[] {
  const taken = marks.flatMap((mark): Box[] => [
    { x: mark.x - markSize / 2, y: mark.y - markSize / 2, width: markSize, height: markSize },
    ...(mark.bar === null
      ? []
      : [{ x: mark.x - 4, y: mark.bar[0], width: 8, height: Math.max(1, mark.bar[1] - mark.bar[0]) }]),
  ])
  const inOrder = [
    ...marks.filter(({ point }) => point.marker !== 'paper'),
    ...marks.filter(({ point }) => point.marker === 'paper'),
  ]
  const placed = placeLabels(
    inOrder.map((mark) => ({ x: mark.x, y: mark.y, width: measure(mark.point.label), height: lineHeight })),
    taken,
    plot,
  )
  return inOrder.flatMap((mark, index) => {
    const box = placed[index] ?? null
    return box === null
      ? []
      : [{ ...box, text: mark.point.label, toX: mark.x, toY: mark.y, isFaint: mark.point.marker === 'paper' }]
  })
}

function joinPaper(marks: readonly Mark[], series: Series): ChartLayout['lines'] {
  const own = marks
    .filter(({ point }) => point.marker === 'paper' && point.series === series)
    .toSorted((one, other) => one.x - other.x)
  return own.length < 2 ? [] : [{ series, path: `M${own.map(({ x, y }) => `${round(x)},${round(y)}`).join('L')}` }]
}

/** Tenths of a pixel are enough for a path. */
export const round = (value: number): number => Math.round(10 * value) / 10

/** The outline of a mark around 0,0: circle, square, triangle, and the paper's ring. */
export const outlines: Record<Marker, string> = {
  cpu: 'M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z',
  webgpu: 'M-4.5,-4.5h9v9h-9Z',
  page: 'M0,-6L5.5,4.5H-5.5Z',
  paper: 'M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0Z',
}
