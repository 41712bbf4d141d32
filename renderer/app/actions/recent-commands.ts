const storageKey = 'recent commands'
const kept = 8

/** What was chosen last in the command palette, newest first; kept over restarts. */
export const recentCommands = {
  list(): string[] {
    try {
      const ids: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, kept) : []
    } catch {
      return []
    }
  },
  add(id: string): void {
    const ids = [id, ...recentCommands.list().filter((other) => other !== id)]
    localStorage.setItem(storageKey, JSON.stringify(ids.slice(0, kept)))
  },
}
