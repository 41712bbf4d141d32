import { type ClassRef, refOf } from '../catalog/shown-prediction.ts'
import type { BrowseIndex } from './browse-index.ts'
import { gone } from './columns.ts'

/** The prediction that each image shows, by id; those without one are left out. */
export function listShownPredictions(index: BrowseIndex): Map<number, string> {
  index.refresh()
  const {
    names: { names },
    columns: {
      data: { id, prediction },
      count,
    },
  } = index
  const shown = new Map<number, string>()
  for (let row = 0; row < count; row++) if (prediction[row] !== 0) shown.set(id[row]!, names[prediction[row]! - 1]!)
  return shown
}

/** The class of the project that each image without a label is predicted to be, by image id. */
export function listShownClasses(index: BrowseIndex): Map<number, number> {
  index.refresh()
  const {
    rules: { ids },
    columns: {
      data: { id, prediction, labelSet, status },
      count,
    },
  } = index
  const shown = new Map<number, number>()
  for (let row = 0; row < count; row++) {
    const classId = prediction[row] === 0 ? undefined : ids.get(prediction[row]! - 1)
    if (classId !== undefined && labelSet[row] === 0 && status[row] !== gone) shown.set(id[row]!, classId)
  }
  return shown
}

/**
 * The classes of the predictions that these images show, by id;
 * those without one, and those no longer there, are left out.
 */
export function readShownPredictions(index: BrowseIndex, ids: readonly number[]): Map<number, ClassRef> {
  index.refresh()
  const { rules, columns } = index
  const { prediction, status } = columns.data
  return new Map(
    ids.flatMap((id) => {
      const row = columns.find(id)
      return row === -1 || status[row] === gone || prediction[row] === 0
        ? []
        : [[id, refOf(rules, prediction[row]! - 1)] as const]
    }),
  )
}
