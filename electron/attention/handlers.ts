import { readFaithfulness } from '../catalog/queries/faithfulness.ts'
import { getImage } from '../catalog/queries/images.ts'
import { GlanceError } from '../../models/errors.ts'
import type { HandlersOf } from '../project/context.ts'
import type { attentionCalls, Faithfulness } from './calls.ts'
import { readNumbers } from './explorer.ts'
import { startFaithfulness } from './faithfulness/run.ts'
import { readMeanMaps } from './mean-maps.ts'

/** One photo's attention, maps of many photos, and the faithfulness of maps. */
export const attentionHandlers = {
  explorePhoto({ id }, { service: { project } }) {
    const image = getImage(project.catalog, id)
    if (image === null)
      throw new GlanceError(
        'not-found',
        'There is no photo {id} in this folder.',
        'It may have been deleted; scan again.',
        { params: { id } },
      )
    return readNumbers(project, image)
  },
  meanMaps: ({ filter }, { service }) => readMeanMaps(service, filter),
  faithfulness(_args, { service: { project } }) {
    const { catalog, model } = project
    return model === null ? null : readFaithfulness<Faithfulness>(catalog, model.id)
  },
  async startFaithfulness(options, { service, data }) {
    await startFaithfulness(service.project, options, data)
    return null
  },
} satisfies HandlersOf<typeof attentionCalls>
