import type { ClassRef, Overview } from '../../../electron/api/page.ts'

type Confusion = Overview['confusion']

/** Labels in rows, predictions in columns, the most frequent classes first. */
export interface Matrix {
  /** One class each, but for a last one that holds all others. */
  groups: readonly { name: string | null; classes: readonly ClassRef[] }[]
  /** [row, column]. */
  counts: Float64Array
  /** Images with the label. */
  rows: Float64Array
}

/**
 * Orders the classes by how often they are the label, then how often the prediction;
 * beyond `most`, they share the last row and column.
 */
export function arrangeConfusion({ classes, cells }: Confusion, most: number): Matrix {
  const labels = new Float64Array(classes.length)
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
  const groups = alone.map((index): Matrix['groups'][number] => ({
    name: classes[index]!.name,
    classes: [classes[index]!.ref],
  }))
  if (!isWhole) groups.push({ name: null, classes: others.map((index) => classes[index]!.ref) })
  const place = new Int32Array(classes.length).fill(alone.length)
  for (const [at, index] of alone.entries()) place[index] = at
  const side = groups.length
  const counts = new Float64Array(side * side)
  const rows = new Float64Array(side)
  for (const [label, prediction, images] of cells) {
    counts[place[label]! * side + place[prediction]!]! += images
    rows[place[label]!]! += images
  }
  return { groups, counts, rows }
}

/** What is taken for what, the most frequent first. */
export function listConfusions(
  { classes, cells }: Confusion,
  most: number,
): { label: Confusion['classes'][number]; prediction: Confusion['classes'][number]; images: number }[] {
  return cells
    .filter(([label, prediction]) => label !== prediction)
    .sort((one, other) => other[2] - one[2] || one[0] - other[0] || one[1] - other[1])
    .slice(0, most)
    .map(([label, prediction, images]) => ({ label: classes[label]!, prediction: classes[prediction]!, images }))
}

/** Images whose prediction is their label, of those that have both. */
export function countRight({ cells }: Confusion): { right: number; total: number } {
  let [right, total] = [0, 0]
  for (const [label, prediction, images] of cells) {
    total += images
    if (label === prediction) right += images
  }
  return { right, total }
}
