import { language } from '../../../i18n/i18n.svelte.ts'

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
] as const

/** How long ago, by the largest unit that fits: `now`, `5 minutes ago`, `yesterday`, or the date. */
export function formatAgo(time: number, now = Date.now()): string {
  let passed = Math.max(0, Math.round((now - time) / 1000))
  if (passed < 10) passed = 0
  const format = new Intl.RelativeTimeFormat(language.current, { numeric: 'auto' })
  for (const [unit, next] of steps) {
    if (passed < next) return format.format(-passed, unit)
    passed = Math.floor(passed / next)
  }
  return new Intl.DateTimeFormat(language.current, { day: 'numeric', month: 'short', year: 'numeric' }).format(time)
}

/** A date with its time, to the second. */
export const formatMoment = (time: number): string =>
  new Intl.DateTimeFormat(language.current, { dateStyle: 'long', timeStyle: 'medium' }).format(time)
