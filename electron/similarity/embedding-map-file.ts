import { readEmbeddingMap } from '../catalog/queries/embeddings.ts'
import { answerBytes } from '../lib/http-answer.ts'
import { GlanceError } from '../../models/errors.ts'
import { refuseFor } from '../project/refusal.ts'
import type { Project } from '../project/project.ts'

/** The map as the page fetches it: uint32 count, int32 ids [count], float32 x [count], float32 y [count]. */
export function answerEmbeddingMap({ catalog, model }: Project): Response {
  const map = model === null ? null : readEmbeddingMap(catalog, model.id)
  const count = map?.ids.length ?? 0
  if (map === null || count === 0)
    return refuseFor(404, new GlanceError('not-found', 'This model has no embedding map yet.', 'Make it first.'))
  const bytes = new ArrayBuffer(4 * (1 + 3 * count))
  new Uint32Array(bytes, 0, 1)[0] = count
  new Int32Array(bytes, 4, count).set(map.ids)
  new Float32Array(bytes, 4 * (1 + count), count).set(map.x)
  new Float32Array(bytes, 4 * (1 + 2 * count), count).set(map.y)
  return answerBytes(new Uint8Array(bytes))
}
