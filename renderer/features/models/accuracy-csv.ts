import { type Cell, formatCsv } from '../../../models/csv.ts'
import type { WorthRow } from './accuracy.ts'

const columns = {
  model: ({ model }) => model.title,
  id: ({ model }) => model.id,
  engine: ({ measurement }) => measurement?.engine,
  ran_on: ({ measurement }) => measurement?.description,
  machine: ({ measurement }) => measurement?.machine,
  images_per_second: ({ measurement }) => measurement?.imagesPerSecond,
  load_seconds: ({ measurement }) => measurement?.loadSeconds,
  memory_bytes: ({ measurement }) => measurement?.memory,
  measured_at: ({ measurement }) => measurement && new Date(measurement.measuredAt).toISOString(),
  published_top1: ({ published }) => published,
  label_images: ({ labels }) => labels?.images,
  label_right: ({ labels }) => labels?.right,
  label_accuracy: ({ labels }) => (labels === null || labels.images === 0 ? null : labels.right / labels.images),
  label_low: ({ labels }) => labels?.interval[0],
  label_high: ({ labels }) => labels?.interval[1],
  parameters: ({ model }) => model.parameters,
  macs: ({ model }) => model.macs,
  pixels: ({ model }) => model.size,
  precision: ({ model }) => model.precision,
  distilled: ({ model }) => model.distilled,
  classes: ({ model }) => model.classes,
  disk_bytes: ({ model }) => model.bytes,
} satisfies Record<string, (row: WorthRow) => Cell>

/** The table as CSV, with nothing where nothing is known. */
export const writeWorthCsv = (rows: readonly WorthRow[]): string =>
  formatCsv([Object.keys(columns), ...rows.map((row) => Object.values(columns).map((read) => read(row)))])
