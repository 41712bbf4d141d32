import type { KnownModel } from '../../../electron/api/page.ts'
import type { ChartPoint } from './chart.ts'
import { enoughLabels, type WorthRow } from './accuracy.ts'

/** Which accuracy is on the vertical axis. */
export type Basis = 'published' | 'labels'

/** What can be drawn: measured models with an accuracy. By the project's labels only where there are enough. */
export function listPoints(rows: readonly WorthRow[], basis: Basis): ChartPoint[] {
  return rows.flatMap(({ model, measurement, published, labels }) => {
    const counted = labels !== null && labels.images >= enoughLabels ? labels : null
    const accuracy = basis === 'published' ? published : counted && counted.right / counted.images
    if (measurement === null || accuracy === null || measurement.imagesPerSecond <= 0) return []
    return [
      {
        key: `${model.id} ${measurement.engine}`,
        label: shorten(model.title),
        rate: measurement.imagesPerSecond,
        accuracy,
        interval: basis === 'labels' ? counted!.interval : null,
        series: !model.attention
          ? ('external' as const)
          : model.distilled
            ? ('distilled' as const)
            : ('plain' as const),
        marker: measurement.engine,
      },
    ]
  })
}

/** Titles of the measured models that are not drawn, because no accuracy of that kind is known of them. */
export function listUndrawn(rows: readonly WorthRow[], basis: Basis): string[] {
  return [
    ...new Set(
      rows
        .filter((row) => row.measurement !== null && listPoints([row], basis).length === 0)
        .map(({ model }) => model.title),
    ),
  ]
}

/** The paper's own figure: published accuracy over a V100's images a second. */
export function listPaperPoints(known: readonly KnownModel[]): ChartPoint[] {
  return known.flatMap(({ id, title, top1, v100, distilled }) =>
    top1 === null || v100 === null
      ? []
      : [
          {
            key: `paper ${id}`,
            label: shorten(title),
            rate: v100,
            accuracy: top1,
            interval: null,
            series: distilled ? ('distilled' as const) : ('plain' as const),
            marker: 'paper' as const,
          },
        ],
  )
}

const longest = 32
const shorten = (title: string): string => (title.length > longest ? `${title.slice(0, longest - 1)}…` : title)
