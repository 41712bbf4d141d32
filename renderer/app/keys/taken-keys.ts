import type { ClassInfo } from '../../../electron/api/page.ts'
import { current } from '../current-project.svelte.ts'
import { keysOf, type Place, type ShortcutId, shortcuts } from './shortcuts.ts'

/** Where a key gives the class that has it, whatever else it would do there. */
const classPlaces: readonly Place[] = ['library', 'review', 'sweep', 'teach']

/** The class whose key this is, in a place where classes are given; null where the key is the shortcut's. */
export const takerOf = (place: Place, key: string): ClassInfo | null =>
  classPlaces.includes(place) ? (current.project?.labelSet.find((info) => info.key === key) ?? null) : null

/** The keys of a shortcut that no class has taken. */
export function freeKeysOf(id: ShortcutId): readonly string[] {
  const { place } = shortcuts.find((shortcut) => shortcut.id === id)!
  return keysOf(id).filter((key) => takerOf(place, key) === null)
}
