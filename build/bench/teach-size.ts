import { join } from 'node:path'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { setSetting } from '../../electron/catalog/queries/settings.ts'
import type { BenchContext } from '../../electron/cli/bench.ts'
import { teaching } from '../../electron/teach/teaching.ts'
import { makeEmbeddings } from '../../electron/test-support/made-embeddings.ts'
import type { BenchService } from './bench-service.ts'
import { fillCatalog, tokens, width } from './embedded-catalog.ts'
import { withScratch } from './teach.ts'
import { timeOnClock, timeProcessor, withProject } from './teach-fits.ts'

const classes = 100
const mostLabels = 5000
/** Labels that are timed: a million photos take a minute for each. */
const turnsFor = (photos: number): number => (photos <= 100_000 ? 7 : 3)

/**
 * How long a label takes to become new predictions of all photos, in a project of so many made ones: on the clock
 * through the service, and in processor time. Figures are reported as they come.
 */
export const measureTeachSize = (
  photos: number,
  figure: (name: string, value: number, unit: string, aim?: string) => void,
  context: BenchContext,
): Promise<void> =>
  withScratch(async (data) => {
    const file = join(data.projects, 'made.glance')
    const labels = Math.min(mostLabels, photos / 2)
    const of = `${photos} photos, ${tokens}×${width} numbers, ${classes} classes, ${labels} labels`
    const aim = photos <= 10_000 ? '< 0.5' : photos <= 100_000 ? '< 3' : undefined
    figure('making the project', await time(() => makeProject(file, photos)), 's')
    context.signal.throwIfAborted()
    await withProject(file, { data, context: { ...context, emit: () => undefined } }, async (service) => {
      await labelEvenly(service, labels)
      figure('the first time, embeddings read', await time(() => service.project.get(teaching).complete()), 's')
      context.signal.throwIfAborted()
      const { settled, page } = await timeOnClock(service, turnsFor(photos))
      figure(`a label to new predictions, ${of}`, settled, 's', aim)
      figure('a page of photos after them', page, 's')
      figure('peak memory', process.resourceUsage().maxRSS / 1024, 'MiB')
    })
    context.signal.throwIfAborted()
    const { learnProcessor, calibrateProcessor } = await timeProcessor(file, turnsFor(photos))
    figure('a label, processor time: heads and predictions', learnProcessor, 's', aim)
    figure('leaving every label out, processor time', calibrateProcessor, 's')
  })

function makeProject(file: string, photos: number): void {
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
}

/** The first photos are of one class after the other. */
async function labelEvenly(service: BenchService, labels: number): Promise<void> {
  for (let kind = 0; kind < classes; kind++) {
    const ids = Array.from({ length: labels / classes }, (_, index) => 1 + kind + classes * index)
    await service.call('setLabel', { ids, to: { newName: `kind ${kind}` } })
  }
}

async function time(work: () => unknown): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
