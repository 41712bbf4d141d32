import { z } from 'zod'
import { headFusions } from '../../models/deit/attention.ts'
import { getPrediction } from '../catalog/queries/predictions.ts'
import { answerBytes, refuse } from '../lib/http-answer.ts'
import type { ImageFiles } from '../project/image-files.ts'
import { readFused, readPatch, readRows } from './explorer.ts'

const answerFloats = (floats: Float32Array, cache: string): Response =>
  answerBytes(new Uint8Array(floats.buffer), { cache })

/** What a model attended to in a photo: the rollout that was kept, and what the explorer works out. */
export const attentionFiles = {
  map({ project, image, cache }) {
    const prediction = project.model === null ? null : getPrediction(project.catalog, image.id, project.model.id)
    const rollout = prediction?.rollout ?? null
    return rollout === null ? refuse(404, 'This image has no attention map.') : answerBytes(rollout, { cache })
  },
  attention: async ({ project, image, cache }) => answerFloats(await readRows(project, image), cache),
  async fused({ project, image, query, cache }) {
    const fusion = z.enum(headFusions).safeParse(query.get('fusion')).data
    if (fusion === undefined) return refuse(400, `fusion must be one of ${headFusions.join(', ')}.`)
    return answerFloats(await readFused(project, image, fusion), cache)
  },
  async patch({ project, image, query, cache }) {
    const patch = /^\d{1,6}$/.exec(query.get('patch') ?? '')?.[0]
    if (patch === undefined) return refuse(400, 'patch must be the number of a patch.')
    return answerFloats(await readPatch(project, image, Number(patch)), cache)
  },
} satisfies ImageFiles
