import { getPrediction } from '../catalog/queries/predictions.ts'
import { answerBytes } from '../lib/http-answer.ts'
import { GlanceError } from '../../models/errors.ts'
import { refuseFor } from '../project/refusal.ts'
import { schemaError } from '../project/schema-error.ts'
import type { ImageFiles } from '../project/image-files.ts'
import { explorerMaps } from './explorer.ts'

/** The explorer's maps as bytes: little-endian float32. */
const explorerFiles: ImageFiles = Object.fromEntries(
  Object.entries(explorerMaps).map(([name, { query: schema, read }]) => [
    name,
    async ({ project, image, query, cache }) => {
      const asked = schema.safeParse(Object.fromEntries(query))
      if (!asked.success) return refuseFor(400, schemaError(asked.error))
      return answerBytes(new Uint8Array((await read(project, image, asked.data)).buffer), { cache })
    },
  ]),
)

/** What a model attended to in a photo: the rollout that was kept, and what the explorer works out. */
export const attentionFiles: ImageFiles = {
  map({ project, image, cache }) {
    const prediction = project.model === null ? null : getPrediction(project.catalog, image.id, project.model.id)
    const rollout = prediction?.rollout ?? null
    return rollout === null
      ? refuseFor(404, new GlanceError('not-found', 'This photo has no attention map.'))
      : answerBytes(rollout, { cache })
  },
  ...explorerFiles,
}
