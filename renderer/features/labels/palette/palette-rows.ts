import type { ClassInfo, ClassRef } from '../../../../electron/api/page.ts'
import { listTree, searchTree } from '../classes/tree.ts'

/** A class as the palette shows it. */
export interface PaletteRow {
  ref: ClassRef
  name: string
  /** What it is a kind of, the topmost first. */
  above: readonly string[]
  depth: number
}

/** Classes that are listed without a search. */
export const searchFrom = 21

/**
 * The rows of the palette. Where every class has a key, the label set as the tree that it is. Where some have none,
 * those with a key in their order, then those given last, the newest first, then all others. What a search finds is a
 * tree.
 */
export function listRows(
  classes: readonly ClassInfo[],
  { keyed, recent, text }: { keyed: ReadonlySet<ClassRef>; recent: readonly ClassRef[]; text: string },
): PaletteRow[] {
  const tree = listTree(classes)
  const found: PaletteRow[] = searchTree(tree, text).map(({ id, name, above, depth }) => ({
    ref: id,
    name,
    above,
    depth,
  }))
  if (text.trim() !== '' || found.every(({ ref }) => keyed.has(ref))) return found
  const byRef = new Map<ClassRef, PaletteRow>(found.map((row) => [row.ref, { ...row, depth: 0 }]))
  const order = new Set<ClassRef>([
    ...found.map(({ ref }) => ref).filter((ref) => keyed.has(ref)),
    ...recent,
    ...byRef.keys(),
  ])
  return [...order].flatMap((ref) => byRef.get(ref) ?? [])
}

/** Classes of the model as rows, those whose names hold the text. */
export function listOthers(names: readonly string[], text: string): PaletteRow[] {
  const wanted = text.normalize('NFC').trim().toLowerCase()
  return names
    .filter((name) => name.toLowerCase().includes(wanted))
    .map((name) => ({ ref: name, name, above: [], depth: 0 }))
}
