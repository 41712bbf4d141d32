/** What is kept of changed keys: those of shortcuts that there are and that have other keys than their own. */
export function changeKeys(
  kept: Readonly<Partial<Record<string, readonly string[]>>>,
  changes: Readonly<Partial<Record<string, readonly string[] | null>>>,
  shortcuts: readonly { id: string; keys: readonly string[] }[],
): Record<string, string[]> {
  const next = { ...kept, ...changes }
  return Object.fromEntries(
    shortcuts.flatMap(({ id, keys }): [string, string[]][] => {
      const changed = next[id]
      return changed == null || (changed.length === keys.length && changed.every((key, index) => key === keys[index]))
        ? []
        : [[id, [...changed]]]
    }),
  )
}

/** A shortcut's keys with one put in the place of another, or behind all. */
export function putKey(keys: readonly string[], place: number | null, key: string): string[] {
  const next = place === null ? [...keys, key] : keys.with(place, key)
  return [...new Set(next)]
}
