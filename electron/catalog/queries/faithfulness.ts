import type { Catalog, ReadableCatalog } from '../connection.ts'

/** Puts a measurement in the place of the one before of the same model. */
export function storeFaithfulness(catalog: Catalog, modelId: number, result: object): void {
  catalog.transaction(
    () =>
      catalog.run(
        'INSERT OR REPLACE INTO faithfulness (model_id, result) VALUES (?, ?)',
        modelId,
        JSON.stringify(result),
      ),
    'relaxed',
  )
}

/** What was measured last of a model, as it was stored; null where nothing was. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the feature names the shape: it stored it
export function readFaithfulness<Result>(catalog: ReadableCatalog, modelId: number): Result | null {
  const row = catalog.get<{ result: string }>('SELECT result FROM faithfulness WHERE model_id = ?', modelId)
  return row === undefined ? null : (JSON.parse(row.result) as Result)
}
