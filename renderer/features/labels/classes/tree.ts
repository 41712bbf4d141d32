import { foldName } from '../../../app/fold-name.ts'
import type { ClassInfo } from '../../../../electron/api/page.ts'
import { colourOf } from './class-colours.ts'

/** A class as a row of the tree. */
export interface TreeRow extends ClassInfo {
  depth: number
  /** As it is shown, its own or by its place. */
  shownColour: string
  /** Names of what it is a kind of, the topmost first. */
  above: readonly string[]
}

/** The label set as a tree: every class before its kinds, siblings in their order. */
export function listTree(classes: readonly ClassInfo[]): TreeRow[] {
  const known = new Set(classes.map(({ id }) => id))
  const places = new Map(classes.map(({ id }, place) => [id, place]))
  const kinds = Map.groupBy(classes, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null))
  const rows: TreeRow[] = []
  const visit = (parent: number | null, above: readonly string[]): void => {
    for (const info of kinds.get(parent) ?? []) {
      rows.push({ ...info, depth: above.length, shownColour: colourOf(info, places.get(info.id)!), above })
      visit(info.id, [...above, info.name])
    }
  }
  visit(null, [])
  return rows
}

/** Those that hold the text in name or description, with what they are kinds of, so that the tree stays one. */
export function searchTree(rows: readonly TreeRow[], text: string): readonly TreeRow[] {
  const wanted = text.normalize('NFC').trim().toLowerCase()
  if (wanted === '') return rows
  const kept = new Set<number>()
  const chain: TreeRow[] = []
  for (const row of rows) {
    chain.length = row.depth
    chain.push(row)
    if (row.name.toLowerCase().includes(wanted) || row.description.toLowerCase().includes(wanted))
      for (const { id } of chain) kept.add(id)
  }
  return rows.filter(({ id }) => kept.has(id))
}

/** A class with all below it, as ids in the tree's order. */
export function listBranch(rows: readonly TreeRow[], id: number): number[] {
  const start = rows.findIndex((row) => row.id === id)
  if (start < 0) return []
  const end = rows.findIndex((row, index) => index > start && row.depth <= rows[start]!.depth)
  return rows.slice(start, end < 0 ? rows.length : end).map((row) => row.id)
}

/** Where a dragged class can go, pointed at a row: beside a sibling, or into another class. */
export type Drop = { how: 'before' | 'after' | 'into'; target: number }

/**
 * What dropping at this part of a row (0 its top, 1 its bottom) means; null where it would change nothing or bite its
 * own tail. Beside another's children a class cannot be put in one edit: there the whole row means into it.
 */
export function findDrop(rows: readonly TreeRow[], id: number, target: number, part: number): Drop | null {
  const [dragged, over] = [rows.find((row) => row.id === id), rows.find((row) => row.id === target)]
  if (dragged === undefined || over === undefined || listBranch(rows, id).includes(target)) return null
  if (over.parentId === dragged.parentId && (part < 0.3 || part > 0.7))
    return { how: part < 0.5 ? 'before' : 'after', target }
  return dragged.parentId === target ? null : { how: 'into', target }
}

/** The whole order with a class and all below it put before or after a sibling; null where it is there already. */
export function placeBeside(rows: readonly TreeRow[], id: number, { how, target }: Drop): number[] | null {
  const before = rows.map((row) => row.id)
  const branch = listBranch(rows, id)
  const rest = before.filter((one) => !branch.includes(one))
  const anchor = how === 'before' ? rest.indexOf(target) : rest.indexOf(listBranch(rows, target).at(-1)!) + 1
  const order = rest.toSpliced(anchor, 0, ...branch)
  return order.every((one, index) => one === before[index]) ? null : order
}

/** The whole order with a class one place up or down among its siblings; null at their ends. */
export function placeStep(rows: readonly TreeRow[], id: number, step: -1 | 1): number[] | null {
  const row = rows.find((one) => one.id === id)
  const siblings = rows.filter(({ parentId, depth }) => parentId === row?.parentId && depth === row.depth)
  const neighbour = siblings[siblings.findIndex((one) => one.id === id) + step]
  return neighbour === undefined
    ? null
    : placeBeside(rows, id, { how: step < 0 ? 'before' : 'after', target: neighbour.id })
}

/** The class that this one becomes a kind of when it moves one step in; undefined where there is none before it. */
export function parentInside(rows: readonly TreeRow[], id: number): number | undefined {
  const row = rows.find((one) => one.id === id)
  const siblings = rows.filter(({ parentId, depth }) => parentId === row?.parentId && depth === row.depth)
  return siblings[siblings.findIndex((one) => one.id === id) - 1]?.id
}

/** The parent after one step out, null being none; undefined where it has none now. */
export function parentOutside(rows: readonly TreeRow[], id: number): number | null | undefined {
  const parent = rows.find((one) => one.id === rows.find((row) => row.id === id)?.parentId)
  return parent === undefined ? undefined : parent.parentId
}

/**
 * Names in a pasted text: one a line, without empty ones and repetitions; `taken` are classes. Names that differ
 * in case only are one.
 */
export function readNames(text: string, taken: readonly string[]): { fresh: string[]; known: string[] } {
  const names = new Map<string, string>()
  for (const line of text.split(/\r\n|\r|\n/)) {
    const name = line.normalize('NFC').trim()
    if (name !== '' && !names.has(foldName(name))) names.set(foldName(name), name)
  }
  const folded = new Set(taken.map(foldName))
  const [fresh, known]: [string[], string[]] = [[], []]
  for (const [fold, name] of names) (folded.has(fold) ? known : fresh).push(name)
  return { fresh, known }
}
