import { readFaithfulness } from '../../catalog/faithfulness.ts'
import { getWorkspace } from '../current.ts'
import { startFaithfulness } from '../faithfulness.ts'
import { readMeanMaps } from '../maps.ts'
import type { Handlers } from './handler.ts'

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
