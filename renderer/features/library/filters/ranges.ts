/** What the two small fields of a range hold; an empty one has no bound. */
interface Fields {
  from: string
  to: string
}

const megabyte = 1e6

/** Bytes as the field shows them, in MB. */
export const sizeOf = (bytes: number): string => String(Number((bytes / megabyte).toFixed(bytes < megabyte ? 3 : 2)))

/**
 * Bytes, both included; undefined where neither field has a number.
 * The smaller one is the lower bound, whichever field it is in.
 */
export function readSize({ from, to }: Fields): [number, number] | undefined {
  const read = (text: string, otherwise: number): number =>
    text.trim() === '' || !(Number(text) >= 0) ? otherwise : Math.round(Number(text) * megabyte)
  const bounds: [number, number] = [read(from, 0), read(to, Number.MAX_SAFE_INTEGER)]
  if (bounds[0] === 0 && bounds[1] === Number.MAX_SAFE_INTEGER) return undefined
  return bounds[0] <= bounds[1] ? bounds : [bounds[1], bounds[0]]
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

/** The day of a moment as a date field has it, in this machine's time zone. */
export function dayOf(time: number): string {
  const date = new Date(time)
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/**
 * From the first millisecond of one day to the last of another;
 * a missing day is the other one's side of all time, and two of them are no range.
 */
export function readDay({ from, to }: Fields): [number, number] | undefined {
  const start = (text: string): Date => new Date(`${text}T00:00:00`)
  const lowest = from === '' ? new Date(1970, 0, 1) : start(from)
  const highest = to === '' ? new Date() : start(to)
  if ((from === '' && to === '') || Number.isNaN(lowest.getTime()) || Number.isNaN(highest.getTime())) return undefined
  const [first, last] = lowest <= highest ? [lowest, highest] : [highest, lowest]
  return [first.setHours(0, 0, 0, 0), last.setHours(23, 59, 59, 999)]
}
