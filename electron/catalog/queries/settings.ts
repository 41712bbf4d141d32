import type { ModelRank } from '../rows.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { type TeachMode, teachModes } from '../teach-modes.ts'

/** What a project remembers. */
export interface Settings {
  /** From this confidence on a prediction counts as pre-labeled, where a person chose it; else it is automatic. */
  threshold: number
  /** The model that the project was last pre-labeled with. */
  modelKey: string
  /** The comparison model. */
  secondModelKey: string
  /** The model whose run was begun and neither finished nor cancelled. */
  unfinished: string
  /** What that run was begun for: to become the project's model, or the comparison model. */
  unfinishedAs: ModelRank
  /** Whether an image can have several labels; a person's decision, and undone like one. */
  multiLabel: boolean
  /** Whether only the project's own classes are predicted (closed) or the model's, too; a person's decision as well. */
  labelSet: 'open' | 'closed'
  /** Whose predictions are shown where a person chose it; else whichever are right more often. */
  predictionSource: 'labels' | 'model'
  /** How labels are learned where a person chose it; else whichever is best. */
  teachMode: TeachMode
  /** Share of right labels that a person aims at, 0 to 1. */
  target: number
  /** From which cosine on two photos were taken for near-duplicates, when they were looked for last. */
  nearThreshold: number
}

const checks: { [Key in keyof Settings]: (value: unknown) => value is Settings[Key] } = {
  threshold: (value): value is number => typeof value === 'number',
  modelKey: (value): value is string => typeof value === 'string',
  secondModelKey: (value): value is string => typeof value === 'string',
  unfinished: (value): value is string => typeof value === 'string',
  unfinishedAs: (value): value is ModelRank => value === 'first' || value === 'second',
  multiLabel: (value): value is boolean => typeof value === 'boolean',
  labelSet: (value): value is Settings['labelSet'] => value === 'open' || value === 'closed',
  predictionSource: (value): value is 'labels' | 'model' => value === 'labels' || value === 'model',
  teachMode: (value): value is TeachMode => teachModes.some((mode) => mode === value),
  target: (value): value is number => typeof value === 'number' && value > 0 && value < 1,
  nearThreshold: (value): value is number => typeof value === 'number',
}

/** The setting, or null where it was never set or holds something else than this version expects. */
export function getSetting<Key extends keyof Settings>(catalog: ReadableCatalog, key: Key): Settings[Key] | null {
  const row = catalog.get<{ value: string }>('SELECT value FROM setting WHERE key = ?', key)
  if (row === undefined) return null
  const value: unknown = JSON.parse(row.value)
  return checks[key](value) ? value : null
}

/** Sets it; null forgets it. */
export function setSetting<Key extends keyof Settings>(catalog: Catalog, key: Key, value: Settings[Key] | null): void {
  if (value === null) catalog.run('DELETE FROM setting WHERE key = ?', key)
  else
    catalog.run(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      JSON.stringify(value),
    )
}
