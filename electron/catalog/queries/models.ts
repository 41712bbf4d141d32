import type { ModelRow } from '../rows.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'

interface StoredModel {
  id: number
  key: string
  labels: string
}

const columns = 'SELECT id, key, labels FROM model'

/** The id of an installed model, made known if it is not. A key names one set of classes for ever. */
export function ensureModel(catalog: Catalog, key: string, labels: readonly string[]): number {
  return catalog.transaction(() => {
    const json = JSON.stringify(labels)
    const known = catalog.get<StoredModel>(`${columns} WHERE key = ?`, key)
    if (known === undefined)
      return Number(catalog.run('INSERT INTO model (key, labels) VALUES (?, ?)', key, json).lastInsertRowid)
    if (known.labels !== json)
      throw new GlanceError(
        'wrong-labels',
        'The project file {file} contains the model {key} with other class names.',
        'Import the model again under another name.',
        { params: { file: catalog.file, key } },
      )
    return known.id
  })
}

/** The model, or null. */
export function getModel(catalog: ReadableCatalog, modelId: number): ModelRow | null {
  const row = catalog.get<StoredModel>(`${columns} WHERE id = ?`, modelId)
  return row === undefined ? null : readModel(row)
}

/** The models that ever predicted here, oldest first. */
export function listModels(catalog: ReadableCatalog): ModelRow[] {
  return catalog.all<StoredModel>(`${columns} ORDER BY id`).map(readModel)
}

function readModel({ id, key, labels }: StoredModel): ModelRow {
  return { id, key, labels: JSON.parse(labels) as string[] }
}
