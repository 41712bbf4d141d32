import type { Catalog } from '../catalog/connection.ts'
import type { Root } from '../catalog/queries/roots.ts'
import type { Todo } from '../catalog/queries/todo.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import type { ThumbnailCache } from '../images/thumbnails.ts'
import type { Emit } from '../project/events.ts'

export interface PrelabelJob {
  catalog: Catalog
  /** The folders, each done in turn. */
  roots: readonly Root[]
  todo: Omit<Todo, 'rootId'>
  model: ModelFile
  engine: Engine
  /** Predictions kept of each head. */
  topK: number
  /** Where thumbnails go, or null for none. */
  thumbnails: ThumbnailCache | null
  signal: AbortSignal
  emit: Emit
}
