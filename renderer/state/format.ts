const number = new Intl.NumberFormat('en')

/** 1234567 as 1,234,567. */
export const formatNumber = (value: number): string => number.format(value)

/** `1 photo`, `1,234 photos`. */
export function count(value: number, noun: string): string {
  return `${number.format(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Whole percent, never 100 where something is missing from it. */
export function formatPercent(part: number): string {
  return `${part < 1 ? Math.min(99, Math.round(part * 100)) : 100} %`
}

/** Seconds as a person says them: `40 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

/** Images a second. */
export function formatRate(rate: number): string {
  return `${rate >= 10 ? number.format(Math.round(rate)) : rate.toFixed(1)} images/s`
}

/** The last part of a `/`-separated path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** How long ago, in days: `today`, `yesterday`, `5 days ago`, or the date. */
export function formatDay(time: number, now = Date.now()): string {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
  const days = Math.round((midnight(now) - midnight(time)) / 86_400_000)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  return days < 30 ? `${days} days ago` : new Date(time).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })
}
