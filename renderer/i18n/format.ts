import { language, t } from './i18n.svelte.ts'
import type { LanguageName } from './resources.ts'

const numbers = new Map<string, Intl.NumberFormat>()

/** Making a formatter takes longer than using it a hundred times. */
function numberFormat(name: LanguageName, digits: number): Intl.NumberFormat {
  const key = `${name} ${digits}`
  const known = numbers.get(key)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat(
    name,
    digits < 0 ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
  )
  numbers.set(key, format)
  return format
}

/** 1234567 as 1,234,567; with `digits` behind the point where there are to be so many. */
export const formatNumber = (value: number, digits = -1): string => numberFormat(language.current, digits).format(value)

/** Whole percent, never 100 where something is missing from it. */
export function formatPercent(part: number): string {
  return t('common:percent', { value: part < 1 ? Math.min(99, Math.round(part * 100)) : 100 })
}

/** A confidence: what is predicted at all is never at nothing. */
export const formatConfidence = (confidence: number): string =>
  confidence < 0.005 ? `<${formatPercent(0.01)}` : formatPercent(confidence)

/** A share as it is: `3.1 %`, `50 %`, and a small one with as many digits as distinguish it from nothing: `0.04 %`. */
export const formatShare = (share: number): string =>
  t('common:percent', {
    value: formatNumber(100 * share, share >= 0.1 ? 0 : share >= 0.001 || share <= 0 ? 1 : share >= 0.0001 ? 2 : 3),
  })

/** Seconds as a person says them: `40 s`, `12 min`, `3 h 20 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return t('common:seconds', { value: Math.max(1, Math.ceil(seconds)) })
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return t('common:minutes', { value: minutes })
  const rest = minutes % 60
  return rest === 0
    ? t('common:hours', { value: minutes / 60 })
    : t('common:hoursAndMinutes', { hours: Math.floor(minutes / 60), minutes: rest })
}

/** Images a second, or a minute where it is less than one a second: `3.3 images/s`, `1.2 images/min`. */
export function formatRate(rate: number): string {
  const isSlow = rate < 1
  const value = isSlow ? 60 * rate : rate
  return t(isSlow ? 'common:ratePerMinute' : 'common:rate', { value: formatNumber(value, value >= 10 ? 0 : 1) })
}

/** A file's size as a person reads it: `812 B`, `24 kB`, `3.1 MB`, `41 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return t('common:bytes', { value: formatNumber(bytes) })
  if (bytes < 999_500) return t('common:kilobytes', { value: formatNumber(Math.round(bytes / 1000)) })
  const megabytes = bytes / 1e6
  if (megabytes >= 999.5)
    return t('common:gigabytes', { value: formatNumber(megabytes / 1000, megabytes < 10_000 ? 1 : 0) })
  return t('common:megabytes', { value: formatNumber(megabytes, megabytes < 10 ? 1 : 0) })
}

/** The last part of a `/`-separated path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** How long ago, in days: `today`, `yesterday`, `5 days ago`, or the date. */
export function formatDay(time: number, now = Date.now()): string {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
  const days = Math.max(0, Math.round((midnight(now) - midnight(time)) / 86_400_000))
  if (days < 30) return new Intl.RelativeTimeFormat(language.current, { numeric: 'auto' }).format(-days, 'day')
  return new Intl.DateTimeFormat(language.current, { day: 'numeric', month: 'short', year: 'numeric' }).format(time)
}
