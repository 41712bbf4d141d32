import type { FaithfulnessCurve, MapKind } from '../calls.ts'

/** Probabilities of one photo's class along both curves of one map. */
export interface PhotoCurve {
  deletion: readonly number[]
  insertion: readonly number[]
}

/** Area under a curve by the trapezoid rule; `shares` rise from 0 to 1. */
export function areaUnder(shares: readonly number[], values: readonly number[]): number {
  let area = 0
  for (let point = 1; point < shares.length; point++)
    area += ((shares[point]! - shares[point - 1]!) * (values[point]! + values[point - 1]!)) / 2
  return area
}

/** The mean, and its standard error: the deviation of a sample (n − 1) over √n; 0 of a single value. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count < 2) return { mean, error: 0 }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (count - 1) / count) }
}

/** What the curves of the same photos come to, map by map: at least one photo. */
export function summarize(
  shares: readonly number[],
  curves: ReadonlyMap<MapKind, readonly PhotoCurve[]>,
): FaithfulnessCurve[] {
  const areas = new Map(
    [...curves].map(([map, photos]) => [
      map,
      photos.map(({ deletion, insertion }) => ({
        deletion: areaUnder(shares, deletion),
        insertion: areaUnder(shares, insertion),
      })),
    ]),
  )
  const chance = areas.get('random')
  return [...curves].map(([map, photos]) => {
    const average = (side: keyof PhotoCurve): number[] =>
      shares.map((_, point) => meanAndError(photos.map((photo) => photo[side][point]!)).mean)
    const of = areas.get(map)!
    const [deletion, insertion] = [
      meanAndError(of.map((area) => area.deletion)),
      meanAndError(of.map((area) => area.insertion)),
    ]
    const gain =
      chance === undefined || map === 'random'
        ? null
        : meanAndError(
            of.map(
              (area, photo) => area.insertion - area.deletion - (chance[photo]!.insertion - chance[photo]!.deletion),
            ),
          )
    return {
      map,
      deletion: average('deletion'),
      insertion: average('insertion'),
      deletionArea: deletion.mean,
      deletionError: deletion.error,
      insertionArea: insertion.mean,
      insertionError: insertion.error,
      gain: gain?.mean ?? null,
      gainError: gain?.error ?? null,
    }
  })
}
