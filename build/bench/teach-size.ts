import { join } from 'node:path'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { setSetting } from '../../electron/catalog/queries/settings.ts'
import type { BenchContext } from '../../electron/cli/bench.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { makeEmbeddings } from '../../electron/test-support/made-embeddings.ts'
import { BenchService } from './bench-service.ts'
import { fillCatalog, tokens, width } from './embedded-catalog.ts'
import { withScratch } from './teach.ts'
import { timeLabels } from './teach-fits.ts'

export interface TeachSizeFigure {
  name: string
  value: number
  unit: string
  aim?: string
}

const classes = 100
const mostLabels = 5000

/**
 * How long a label takes to become new predictions of all photos, in a project of so many made ones: on the clock
 * through the service, and in processor time.
 */
export const measureTeachSize = (photos: number, context: BenchContext): Promise<TeachSizeFigure[]> =>
  withScratch(async (data) => {
    const file = join(data.projects, 'made.glance')
    const catalog = openCatalog(file)
    try {
      fillCatalog(catalog, photos, (from, count) =>
        makeEmbeddings({
          count,
          dims: tokens * width,
          clusters: classes,
          spread: 2,
          copies: 0,
          seed: 2 + from,
          centreSeed: 1,
        }),
      )
      setSetting(catalog, 'modelKey', 'made')
    } finally {
      catalog.close()
    }
    context.signal.throwIfAborted()
    const service = new BenchService(data, { ...context, emit: () => undefined })
    try {
      await service.open(file)
      const labels = Math.min(mostLabels, photos / 2)
      for (let kind = 0; kind < classes; kind++) {
        const ids = Array.from({ length: labels / classes }, (_, index) => 1 + kind + classes * index)
        await service.call('setLabel', { ids, to: { newName: `kind ${kind}` } })
      }
      const started = performance.now()
      await service.project.get(teaching).complete()
      const first = (performance.now() - started) / 1000
      const { fitAtAllLabels, learnProcessor, calibrateProcessor } = await timeLabels(service)
      const of = `${photos} photos, ${tokens}×${width} numbers, ${classes} classes, ${labels} labels`
      const aim = photos <= 10_000 ? '< 0.5' : photos <= 100_000 ? '< 3' : undefined
      return [
        { name: `a label to new predictions, ${of}`, value: fitAtAllLabels, unit: 's', ...(aim && { aim }) },
        { name: 'its processor time: heads and predictions', value: learnProcessor, unit: 's', ...(aim && { aim }) },
        { name: 'leaving every label out, processor time', value: calibrateProcessor, unit: 's' },
        { name: 'the first time, embeddings read', value: first, unit: 's' },
      ]
    } finally {
      await service.close()
    }
  })
