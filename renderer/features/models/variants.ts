import type { Measurement, LibraryModel } from '../../../electron/api/page.ts'
import { macsOf } from '../../../models/deit/cost.ts'
import { bestRate } from './accuracy.ts'

/** The same weights at a resolution: what that costs. */
export interface Variant {
  /** Pixels a side. */
  size: number
  macs: number
  /** How many times as much as the model that it is made from. */
  timesCost: number
  /** Images a second; null where the model itself was not measured. */
  rate: number | null
  /** Whether the rate was measured, and not worked out from the cost. */
  isMeasured: boolean
  /** The installed model that it would be; null where there is none yet. */
  installed: LibraryModel | null
}

type Precision = LibraryModel['precision']

/** Multiply-accumulates of one image with so many pixels a side; null for an external classifier. */
export function macsAt(
  { shape, classes, distilled }: Pick<LibraryModel, 'shape' | 'classes' | 'distilled'>,
  size: number,
): number | null {
  if (shape === null) return null
  const { patch, width, depth, heads, hidden } = shape
  return macsOf({
    imageSize: size,
    patchSize: patch,
    width,
    depth,
    heads,
    hidden,
    classes,
    distilled,
    layerNormEps: 1e-6,
  })
}

/**
 * What the model is at a resolution and in a precision, before it is made;
 * null for an external classifier and where patches do not fit.
 */
export function describeVariant(
  model: LibraryModel,
  size: number,
  precision: Precision,
  { installed, measurements }: { installed: readonly LibraryModel[]; measurements: readonly Measurement[] },
): Variant | null {
  const [macs, own] = [macsAt(model, size), macsAt(model, model.size)]
  if (macs === null || own === null || !fitsPatches(model, size)) return null
  const same =
    installed.find(
      (other) =>
        other.origin.sha256 === model.origin.sha256 &&
        other.distilled === model.distilled &&
        other.classes === model.classes &&
        other.size === size &&
        other.precision === precision,
    ) ?? null
  const measured = same === null ? null : bestRate(same.id, measurements)
  const ownRate = bestRate(model.id, measurements)
  return {
    size,
    macs,
    timesCost: macs / own,
    rate: measured ?? (ownRate === null ? null : (ownRate * own) / macs),
    isMeasured: measured !== null,
    installed: same,
  }
}

/** Whether a photo of so many pixels a side is cut into whole patches, within what the service takes. */
export const fitsPatches = ({ shape }: Pick<LibraryModel, 'shape'>, size: number): boolean =>
  shape !== null &&
  Number.isInteger(size) &&
  size >= Math.max(16, shape.patch) &&
  size <= 2048 &&
  size % shape.patch === 0

/** The resolutions that are offered: those of the list whose patches fit, and the model's own and published ones. */
export function offerSizes(
  model: Pick<LibraryModel, 'shape' | 'size' | 'publishedSize'>,
  listed: readonly number[],
): number[] {
  const all = new Set([
    ...listed.filter((size) => fitsPatches(model, size)),
    model.size,
    ...(model.publishedSize === null ? [] : [model.publishedSize]),
  ])
  return [...all].sort((one, other) => one - other)
}
