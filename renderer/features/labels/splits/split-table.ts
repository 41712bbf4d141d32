import { type NameCount, type Split, splits } from '../../../../electron/api/page.ts'

/** Labels of one class, by split. */
export type ClassRow = { name: string; none: number } & Record<Split, number>

/** A row for each class, the most frequent first. `each`: the labels in train, validation and test; `all`: those of all photos. */
export function tabulate(each: readonly (readonly NameCount[])[], all: readonly NameCount[]): ClassRow[] {
  const inSplit = each.map((labels) => new Map(labels.map(({ name, count }) => [name, count])))
  return all.map(({ name, count }) => {
    const [train = 0, validation = 0, test = 0] = splits.map((_, index) => inSplit[index]?.get(name) ?? 0)
    return { name, train, validation, test, none: count - train - validation - test }
  })
}
