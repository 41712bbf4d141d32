import type { ModelComparison } from '../../../electron/api/page.ts'

export type ClassOrder = 'name' | 'images' | 'agree' | 'both' | 'classOnly' | 'distillationOnly' | 'neither'

type Row = ModelComparison['classes'][number]

/**
 * By name, by the number of photos, or by the share of a class's photos, largest first; equal ones by number and name.
 */
export function sortClasses(classes: readonly Row[], order: ClassOrder): Row[] {
  const rate = (row: Row): number => (order === 'name' ? 0 : order === 'images' ? row.images : row[order] / row.images)
  const byName = (one: Row, other: Row): number => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
  return classes.toSorted(
    (one, other) => rate(other) - rate(one) || (order === 'name' ? 0 : other.images - one.images) || byName(one, other),
  )
}
