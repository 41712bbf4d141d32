/** A place in pixels for a value. */
export type Scale = (value: number) => number

/** Pixels proportional to the logarithm; both ends of the domain are more than 0. */
export function logScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const span = Math.log(high / low)
  return (value) => from + ((to - from) * Math.log(value / low)) / span
}

export function linearScale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  return (value) => from + ((to - from) * (value - low)) / (high - low)
}

/** Least span of the rates' axis: one model alone is in the middle, not at an edge. */
const leastFactor = 4

/** A domain for rates (more than 0), with room at both ends. */
export function rateDomain(rates: readonly number[]): [number, number] {
  if (rates.length === 0) return [1, 1000]
  const room = 1.35
  const [low, high] = [Math.min(...rates) / room, Math.max(...rates) * room]
  const widen = Math.max(1, Math.sqrt(leastFactor / (high / low)))
  return [low / widen, high * widen]
}

/**
 * 1, 2 and 5 times powers of ten within the domain;
 * where that is more than `most`, powers of ten alone, and where it is few, more between them.
 */
export function logTicks([low, high]: readonly [number, number], most = 9): number[] {
  const ticks = (steps: readonly number[]): number[] => {
    const found: number[] = []
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      // Not Math.pow(10, power) * step: 0.2 and not 0.2000…1 is what an axis shows.
      for (const step of steps) found.push(Number(`${step}e${power}`))
    }
    return found.filter((tick) => tick >= low && tick <= high)
  }
  const fine = ticks([1, 2, 5])
  if (fine.length > most) return ticks([1])
  // A short axis needs more than two.
  const finer = fine.length < 4 ? ticks([1, 1.5, 2, 3, 4, 5, 7]) : fine
  return finer.length <= most ? finer : fine
}

/** Digits behind the point of a percentage, so that no two ticks read the same. */
export const percentDigits = (ticks: readonly number[]): number =>
  ticks.every((tick) => Math.abs(100 * tick - Math.round(100 * tick)) < 1e-9) ? 0 : 1

/** A domain for shares from 0 to 1 that begins and ends at a tick, and its ticks: five to ten of them. */
export function shareAxis(shares: readonly number[]): { domain: [number, number]; ticks: number[] } {
  const [low, high] = shares.length === 0 ? [0, 1] : [Math.min(...shares), Math.max(...shares)]
  // In thousandths, where whole numbers add up.
  const span = Math.max(40, 1000 * (high - low) * 1.2)
  const step = [5, 10, 20, 50, 100, 200].find((each) => span / each <= 7) ?? 200
  const middle = (1000 * (low + high)) / 2
  const first = Math.max(0, Math.floor((middle - span / 2) / step) * step)
  const last = Math.min(1000, Math.ceil((middle + span / 2) / step) * step)
  const ticks = Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, index) => (first + index * step) / 1000,
  )
  return { domain: [first / 1000, last / 1000], ticks }
}
