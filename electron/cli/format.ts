import type { Figure } from './bench.ts'

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

/** Lines of a table whose columns are as wide as their widest cell. */
export function alignColumns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}

export function formatFigure({ name, value, unit, aim }: Figure): string {
  return `${name.padEnd(56)} ${value.toFixed(value < 10 ? 3 : 1).padStart(9)} ${unit}${aim === undefined ? '' : `  (aim ${aim})`}`.trimEnd()
}
