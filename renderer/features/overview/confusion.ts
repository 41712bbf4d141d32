import type { ClassRef, Overview } from '../../../electron/api/page.ts'

type Confusion = Overview['confusion']

/** Labels in rows, predictions in columns. */
export interface Matrix {
  /** One class each, but for a last one that holds all others. */
  groups: readonly { name: string | null; classes: readonly ClassRef[] }[]
  /** Whether a last column, which has no row, holds what is predicted outside of the project's classes. */
  hasOutside: boolean
  /** [row, column], as many columns as groups and one more where `hasOutside`. */
  counts: Float64Array
  /** Images with the label. */
  rows: Float64Array
}

/**
 * A closed label set is shown in its order. Of an open one, the classes that are most often the label come first, then
 * those that are most often the prediction. Beyond `most`, the least frequent share the last row and column.
 */
export function arrangeConfusion({ classes, cells, outside, isClosed }: Confusion, most: number): Matrix {
  const labels = Float64Array.from(outside)
  const predictions = new Float64Array(classes.length)
  for (const [label, prediction, images] of cells) {
    labels[label]! += images
    predictions[prediction]! += images
  }
  const order = [...classes.keys()].sort(
    (one, other) => labels[other]! - labels[one]! || predictions[other]! - predictions[one]! || one - other,
  )
  const isWhole = order.length <= most
  const alone = isWhole ? order : order.slice(0, most - 1)
  const others = isWhole ? [] : order.slice(most - 1)
  if (isClosed) for (const places of [alone, others]) places.sort((one, other) => one - other)
  const groups = alone.map((index): Matrix['groups'][number] => ({
    name: classes[index]!.name,
    classes: [classes[index]!.ref],
  }))
  if (!isWhole) groups.push({ name: null, classes: others.map((index) => classes[index]!.ref) })
  const place = new Int32Array(classes.length).fill(alone.length)
  for (const [at, index] of alone.entries()) place[index] = at
  const hasOutside = classes.length > 0 && (isClosed || outside.some((images) => images > 0))
  const width = groups.length + Number(hasOutside)
  const counts = new Float64Array(groups.length * width)
  const rows = new Float64Array(groups.length)
  const add = (label: number, column: number, images: number): void => {
    counts[place[label]! * width + column]! += images
    rows[place[label]!]! += images
  }
  for (const [label, prediction, images] of cells) add(label, place[prediction]!, images)
  for (const [label, images] of outside.entries()) if (images > 0) add(label, groups.length, images)
  return { groups, hasOutside, counts, rows }
}

/** What is taken for what, the most frequent first; a prediction outside of the project's classes is null. */
export function listConfusions(
  { classes, cells, outside }: Confusion,
  most: number,
): { label: Confusion['classes'][number]; prediction: Confusion['classes'][number] | null; images: number }[] {
  const missed = outside.flatMap((images, label) => (images > 0 ? [[label, classes.length, images] as const] : []))
  return [...cells, ...missed]
    .filter(([label, prediction]) => label !== prediction)
    .sort((one, other) => other[2] - one[2] || one[0] - other[0] || one[1] - other[1])
    .slice(0, most)
    .map(([label, prediction, images]) => ({
      label: classes[label]!,
      prediction: classes[prediction] ?? null,
      images,
    }))
}

/** Images whose prediction is their label, of those that have a label and that a model has run on. */
export function countRight({ cells, outside }: Confusion): { right: number; total: number } {
  let right = 0
  let total = outside.reduce((sum, images) => sum + images, 0)
  for (const [label, prediction, images] of cells) {
    total += images
    if (label === prediction) right += images
  }
  return { right, total }
}
