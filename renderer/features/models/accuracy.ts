import type {
  KnownModel,
  LabelAccuracy,
  Measurement,
  ModelLibraryInfo,
  LibraryModel,
} from '../../../electron/api/page.ts'

/** An installed model with one engine's measurement, and how often it is right. */
export interface WorthRow {
  model: LibraryModel
  /** null where it was not measured on this machine yet. */
  measurement: Measurement | null
  /** Published top-1; null where none was published for these weights at this resolution. */
  published: number | null
  labels: LabelAccuracy | null
}

/** Labels from which on a share of right predictions says something. */
export const enoughLabels = 30

/** What is published of the model; at another resolution the weights have another accuracy. */
export function findPublished(
  { knownId, size }: Pick<LibraryModel, 'knownId' | 'size'>,
  known: readonly KnownModel[],
): KnownModel | null {
  const model = known.find(({ id }) => id === knownId)
  return model?.size === size ? model : null
}

/** The latest measurements of the machine that was measured last: a data folder may have moved. */
export function ofThisMachine(measurements: readonly Measurement[]): Measurement[] {
  const latest = measurements.toSorted((one, other) => other.measuredAt - one.measuredAt)
  const machine = latest[0]?.machine
  const seen = new Set<string>()
  return latest.filter((each) => {
    const key = `${each.modelId} ${each.engine}`
    if (each.machine !== machine || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * A row for each installed model and engine, in the model library's order, the fastest engine first;
 * unmeasured models have one row.
 */
export function listWorth(
  { installed, known, measurements }: Pick<ModelLibraryInfo, 'installed' | 'known' | 'measurements'>,
  accuracies: readonly LabelAccuracy[],
): WorthRow[] {
  const measured = ofThisMachine(measurements).toSorted((one, other) => other.imagesPerSecond - one.imagesPerSecond)
  return installed.flatMap((model) => {
    const rest = {
      model,
      published: findPublished(model, known)?.top1 ?? null,
      labels: accuracies.find(({ modelId }) => modelId === model.id) ?? null,
    }
    const own: (Measurement | null)[] = measured.filter(({ modelId }) => modelId === model.id)
    return (own.length === 0 ? [null] : own).map((measurement) => ({ ...rest, measurement }))
  })
}

/** Images a second with the fastest engine; null where it was not measured. */
export function bestRate(id: string, measurements: readonly Measurement[]): number | null {
  const rates = ofThisMachine(measurements)
    .filter(({ modelId }) => modelId === id)
    .map(({ imagesPerSecond }) => imagesPerSecond)
  return rates.length === 0 ? null : Math.max(...rates)
}
