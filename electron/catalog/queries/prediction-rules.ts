import type { ReadableCatalog } from '../connection.ts'
import { makeRules, type NameTable, type PredictionRules } from '../shown-prediction.ts'
import { isClosed, listClasses } from './classes.ts'
import { readClassMap } from './columns.ts'

/** How a model's predictions are shown in a project: its classes, what is mapped to them, and whether they are all. */
export const readRules = (
  catalog: ReadableCatalog,
  { id, labels }: { id: number; labels: readonly string[] },
  readMap: typeof readClassMap = readClassMap,
  names?: NameTable,
): PredictionRules =>
  makeRules({ labels, classes: listClasses(catalog), map: readMap(catalog, id), isClosed: isClosed(catalog) }, names)
