import type { Faithfulness, FaithfulnessCurve, MapKind } from '../../../../electron/api/page.ts'
import { formatCsv } from '../../../../models/csv.ts'

/**
 * A map is better than chance where it gains more than so many standard errors:
 * by chance alone that happens once in forty times.
 */
const clearly = 2
/** Photos from which on that holds: the standard error of fewer is itself too unsure. */
const photosAtLeast = 8

/** How faithful a map is: a good one has a low deletion and a high insertion. */
export const scoreOf = ({ insertionArea, deletionArea }: FaithfulnessCurve): number => insertionArea - deletionArea

/** The best first. */
export const rankCurves = (curves: readonly FaithfulnessCurve[]): FaithfulnessCurve[] =>
  curves.toSorted((one, other) => scoreOf(other) - scoreOf(one))

/**
 * Whether a map is better than chance, `worse` where chance is; null for chance itself and where that was not measured.
 */
export function compareToChance({ gain, gainError }: FaithfulnessCurve): 'better' | 'same' | 'worse' | null {
  if (gain === null || gainError === null) return null
  return gain > clearly * gainError && gain > 0 ? 'better' : gain < -clearly * gainError ? 'worse' : 'same'
}

export interface Verdict {
  /** The best of the maps that are better than chance; null where none does, or nothing was compared with it. */
  best: FaithfulnessCurve | null
  /** Maps that are not better than chance. */
  doubtful: MapKind[]
  /** Whether chance was measured, and on photos enough: of a few, nothing follows. */
  isKnown: boolean
}

/** Which map to faithfulness. */
export function judge({ curves, photos }: Pick<Faithfulness, 'curves' | 'photos'>): Verdict {
  const ranked = rankCurves(curves).filter(({ map }) => map !== 'random')
  const isKnown = photos >= photosAtLeast && ranked.some(({ gain }) => gain !== null)
  if (!isKnown) return { best: null, doubtful: [], isKnown }
  return {
    best:
      ranked
        .filter((curve) => compareToChance(curve) === 'better')
        .toSorted((one, other) => other.gain! - one.gain!)[0] ?? null,
    doubtful: ranked.filter((curve) => compareToChance(curve) !== 'better').map(({ map }) => map),
    isKnown,
  }
}

/**
 * Share of the whole photo's probability that the blurred one keeps;
 * where it keeps nearly all, insertion cannot distinguish maps.
 */
export function keptByBlur({ curves }: Pick<Faithfulness, 'curves'>): number {
  const { insertion } = curves[0]!
  return insertion.at(-1)! > 0 ? insertion[0]! / insertion.at(-1)! : 1
}

/** How a line is drawn: the token's colour, and a dash that distinguishes rollout, last layer and chance without it. */
export const looks: Record<MapKind, { colour: string; dash: string }> = {
  'rollout-class': { colour: 'var(--class-token)', dash: '' },
  'rollout-distillation': { colour: 'var(--distillation-token)', dash: '' },
  'rollout-mean': { colour: 'var(--average)', dash: '' },
  'last-layer-class': { colour: 'var(--class-token)', dash: '6 4' },
  'last-layer-distillation': { colour: 'var(--distillation-token)', dash: '6 4' },
  random: { colour: 'var(--text-muted)', dash: '1.5 4' },
}

/** A row a map and point: `numpy`, R and spreadsheets read it as it is. */
export function writeCurves({ model, photos, steps, seed, shares, curves }: Faithfulness): string {
  const head = [
    'model',
    'photos',
    'steps',
    'seed',
    'map',
    'share',
    'deletion',
    'insertion',
    'deletion_area',
    'deletion_error',
    'insertion_area',
    'insertion_error',
    'gain',
    'gain_error',
  ]
  const rows = rankCurves(curves).flatMap(
    ({ map, deletion, insertion, deletionArea, deletionError, insertionArea, insertionError, gain, gainError }) =>
      shares.map((share, point) => [
        model,
        photos,
        steps,
        seed,
        map,
        share,
        deletion[point]!,
        insertion[point]!,
        deletionArea,
        deletionError,
        insertionArea,
        insertionError,
        gain,
        gainError,
      ]),
  )
  return formatCsv([head, ...rows])
}

/** Runs of the model: each photo, it blurred, and every point between the ends of two curves a map. */
export const countRuns = (photos: number, steps: number, maps: number): number =>
  1 + photos * (2 + 2 * maps * (steps - 1))
