import { readFaithfulness } from '../catalog/queries/faithfulness.ts'
import { getWorkspace } from '../project/current.ts'
import { startFaithfulness } from './faithfulness/run.ts'
import { readMeanMaps } from './mean-maps.ts'
import type { Handlers } from '../project/handler.ts'

/** Maps of many photos, and whether maps can be trusted. */
export const mapHandlers = {
  meanMaps: ({ filter }) => readMeanMaps(getWorkspace(), filter),
  faithfulness() {
    const { catalog, model } = getWorkspace()
    return model === null ? null : readFaithfulness(catalog, model.id)
  },
  async startFaithfulness(options, { data }) {
    await startFaithfulness(getWorkspace(), options, data)
    return null
  },
} satisfies Handlers
