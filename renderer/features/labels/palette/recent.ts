import type { ClassRef } from '../../../../electron/api/page.ts'

const recentKept = 10

/** The classes last given, newest first, after one was given. */
export const addRecent = (recent: readonly ClassRef[], ref: ClassRef): ClassRef[] =>
  [ref, ...recent.filter((one) => one !== ref)].slice(0, recentKept)

const storageKey = (catalog: string): string => `recent classes ${catalog}`

/** What was given before the last quit: what is none of it, or cannot be read, is left out. */
export function readRecent(catalog: string): ClassRef[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(catalog)) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept
      .filter((ref): ref is ClassRef => typeof ref === 'string' || typeof ref === 'number')
      .slice(0, recentKept)
  } catch {
    return []
  }
}

/** Keeps them on this machine. */
export const keepRecent = (catalog: string, recent: readonly ClassRef[]): void =>
  localStorage.setItem(storageKey(catalog), JSON.stringify(recent))
