import type { BrowseIndex } from './browse-index.ts'
import { gone } from './columns.ts'

/** The guess that each image shows, by id; those without one are left out. */
export function listShownGuesses(index: BrowseIndex): Map<number, string> {
  index.refresh()
  const {
    names: { names },
    columns: {
      data: { id, guess },
      count,
    },
  } = index
  const shown = new Map<number, string>()
  for (let row = 0; row < count; row++) if (guess[row] !== 0) shown.set(id[row]!, names[guess[row]! - 1]!)
  return shown
}

/** The guesses that these images show, by id; those without one, and those no longer there, are left out. */
export function readShownGuesses(index: BrowseIndex, ids: readonly number[]): Map<number, string> {
  index.refresh()
  const {
    names: { names },
    columns,
  } = index
  const { guess, status } = columns.data
  return new Map(
    ids.flatMap((id) => {
      const row = columns.find(id)
      return row === -1 || status[row] === gone || guess[row] === 0 ? [] : [[id, names[guess[row]! - 1]!] as const]
    }),
  )
}
