import { type ClassCount, type ClassRef, type Split, splits } from '../../../../electron/api/page.ts'

/** Labels of one class, by split. */
export type ClassRow = { ref: ClassRef; name: string; none: number } & Record<Split, number>

/**
 * A row for each class, the most frequent first. `each`:
 * the labels in train, validation and test; `all`: those of all photos.
 */
export function tabulate(each: readonly (readonly ClassCount[])[], all: readonly ClassCount[]): ClassRow[] {
  const inSplit = each.map((labels) => new Map(labels.map(({ ref, count }) => [ref, count])))
  return all.map(({ ref, name, count }) => {
    const [train = 0, validation = 0, test = 0] = splits.map((_, index) => inSplit[index]?.get(ref) ?? 0)
    return { ref, name, train, validation, test, none: count - train - validation - test }
  })
}
