import type { ExportResult, Faithfulness, KnownModel, ModelInfo, PrelabelResult } from '../api/page.ts'
import type { Figure, MeasuredModel } from './bench.ts'

/** Seconds as a person says them: 8 s, 2 min 5 s, 1 h 4 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** Photos a second, or a minute where it is less than one a second. */
export const formatRate = (rate: number): string =>
  rate < 1 ? `${(60 * rate).toFixed(1)} photos/min` : `${rate.toFixed(1)} photos/s`

export const formatBytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

export function formatPrelabel(result: PrelabelResult): string {
  const { inferred, copied, failed, unreachable, seconds, images } = result
  const rate = inferred > 0 ? ` (${(inferred / seconds).toFixed(1)} photos/s overall)` : ''
  const lines = [
    `${images} photos: ${inferred} pre-labeled now${copied > 0 ? `, ${copied} identical to others` : ''}, ` +
      `${failed} failed${unreachable > 0 ? `, ${unreachable} files or folders unreachable` : ''}, in ${formatDuration(seconds)}${rate}`,
    `Project: ${result.catalog}`,
  ]
  if (result.export !== null) lines.push(formatExport(result.export))
  if (result.cancelled) lines.push('Interrupted. The same command resumes from here.')
  return lines.join('\n')
}

export function formatExport({
  file,
  rows,
  labeled,
  preLabeled,
  needsReview,
  failed,
  notYet,
  missing,
}: ExportResult): string {
  const open = notYet > 0 ? `, ${notYet} not pre-labeled yet` : ''
  const left = missing > 0 ? `; ${missing} no longer in the folder, skipped` : ''
  return `Labels: ${file} (${rows} rows: ${labeled} labeled, ${preLabeled} pre-labeled, ${needsReview} need review, ${failed} failed${open}${left})`
}

export function formatModels(models: ModelInfo[]): string {
  const rows = models.map((model) => [
    model.isDefault && model.isEmbedded ? 'default' : model.id,
    `${model.size} px`,
    `${model.classes} classes`,
    model.parameters === null ? 'ONNX' : `${(model.parameters / 1e6).toFixed(1)} M parameters`,
    model.attention ? (model.distilled ? 'class and distillation token' : 'class token') : 'no attention',
    model.precision,
    `${formatBytes(model.bytes)}${model.isDefault && !model.isEmbedded ? ', the default' : ''}`,
  ])
  return alignColumns(rows).join('\n')
}

/** The models that can be fetched, with what is published of them. */
export function formatKnownModels(models: KnownModel[]): string {
  const rows = [
    ['id', 'title', 'pixels', 'parameters', 'MACs', 'ImageNet top-1', 'V100', 'licence', 'sources'],
    ...models.map((model) => [
      model.id,
      model.title,
      `${model.size} px`,
      `${(model.parameters / 1e6).toFixed(1)} M`,
      `${(model.macs / 1e9).toFixed(2)} G`,
      model.top1 === null ? '–' : `${(model.top1 * 100).toFixed(1)} %`,
      model.v100 === null ? '–' : `${model.v100.toFixed(1)} images/s`,
      model.licence,
      model.sources.map(({ kind }) => kind).join(', '),
    ]),
  ]
  return alignColumns(rows).join('\n')
}

/** What models cost on this machine, beside what is published of them. */
export function formatMeasured(models: readonly MeasuredModel[]): string {
  if (models.length === 0) return 'Nothing was measured.'
  const rows = [
    ['model', 'pixels', 'MACs', 'engine', 'images/s', 'load time', 'memory', 'ImageNet top-1'],
    ...models.map(({ title, size, macs, engine, imagesPerSecond, loadSeconds, memory, top1 }) => [
      title,
      `${size} px`,
      macs === null ? '–' : `${(macs / 1e9).toFixed(2)} G`,
      engine,
      imagesPerSecond.toFixed(1),
      `${loadSeconds.toFixed(2)} s`,
      memory === null ? '–' : formatBytes(memory),
      top1 === null ? '–' : `${(top1 * 100).toFixed(1)} %`,
    ]),
  ]
  return alignColumns(rows).join('\n')
}

function alignColumns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

/** The best map first: the one with the most between its two areas. */
export function formatFaithfulness({ model, photos, steps, seed, runs, curves }: Faithfulness): string {
  const area = (mean: number, error: number): string => `${mean.toFixed(3)} ± ${error.toFixed(3)}`
  const best = curves.toSorted(
    (one, other) => other.insertionArea - other.deletionArea - (one.insertionArea - one.deletionArea),
  )
  const rows = [
    ['map', 'deletion (lower is better)', 'insertion (higher is better)', 'gain over random'],
    ...best.map(({ map, deletionArea, deletionError, insertionArea, insertionError, gain, gainError }) => [
      map,
      area(deletionArea, deletionError),
      area(insertionArea, insertionError),
      gain === null || gainError === null ? '–' : area(gain, gainError),
    ]),
  ]
  return [
    `${model}: ${photos} photos, ${steps} steps, seed ${seed}, ${runs} runs of the model. Area under the curve ± standard error;`,
    'gain is insertion − deletion above that of the random map, per photo:',
    ...alignColumns(rows),
  ].join('\n')
}

export function formatFigure({ name, value, unit, aim }: Figure): string {
  return `${name.padEnd(56)} ${value.toFixed(value < 10 ? 3 : 1).padStart(9)} ${unit}${aim === undefined ? '' : `  (aim ${aim})`}`.trimEnd()
}
