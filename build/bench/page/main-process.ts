import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Page } from '@playwright/test'
import { type LaunchedGlance, launchGlance, buildApp } from '../../../e2e/support/electron-app.ts'
import { callService, waitForJob } from '../../../e2e/support/service-call.ts'
import { type Bench, cores, linkPhotos, makeData } from './bench.ts'
import { openDisplay } from './display.ts'
import { waitForPictures } from './prelabel-run.ts'
import { scrollGrid } from './scroll.ts'

const photos = 6000
const prelabeled = 500
const resolution = 5

/** How long the desktop app's main process, which every window waits for, is kept from its event loop. */
export async function measureMainProcess(bench: Bench): Promise<void> {
  const runtime = await buildApp().catch((error: unknown) => {
    bench.note(`Main process: not measured. ${(error as Error).message}`)
    return null
  })
  const display = runtime === null ? null : await openDisplay()
  if (runtime === null) return
  if (display === null) {
    bench.note('Main process: not measured, there is no display. Install Xvfb, or run it on a desktop.')
    return
  }
  try {
    const data = makeData(bench)
    const { folder } = linkPhotos(bench, photos)
    const glance = await launchGlance({ data, args: [`--user-data-dir=${join(data, 'electron')}`] })
    try {
      const version = await glance.app.evaluate(() => process.versions['electron'])
      await watchLoop(glance)
      // This process has next to nothing to do meanwhile: what it misses, the machine was too busy for.
      const idle = monitorEventLoopDelay({ resolution })
      idle.enable()
      await open(glance, folder)
      const opening = await readLoop(glance)
      const done = await prelabelSome(glance)
      const working = await readLoop(glance)
      bench.note(
        `Electron ${version}${display.isVirtual ? ' on a virtual display' : ''}, ${cores()}: ${photos} photos opened, ${done} pre-labeled, scrolled; ` +
          `with the ${resolution} ms between two readings of the clock`,
      )
      bench.figure('main process, opening: longest block', opening.max, 'ms', '< 50')
      bench.figure('main process, opening: p99.9', opening.high, 'ms')
      bench.figure('main process, pre-label and scroll: longest block', working.max, 'ms', '< 50')
      bench.figure('main process, pre-label and scroll: p99.9', working.high, 'ms')
      bench.figure('an idle process beside it: longest', idle.max / 1e6, 'ms')
      bench.figure('an idle process beside it: p99.9', idle.percentile(99.9) / 1e6, 'ms')
    } finally {
      await glance.close()
    }
  } finally {
    display.end()
  }
}

/** Opens the folder as a person does, up to the first pictures. */
async function open({ app, page }: LaunchedGlance, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, folder)
  await page.getByRole('button', { name: 'Open folder…' }).click()
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await waitForJob(page, 'ingest')
  await waitForPictures(page)
}

/** Pre-labels some of the folder, and scrolls meanwhile; gives how many were pre-labelled. */
async function prelabelSome({ page }: LaunchedGlance): Promise<number> {
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await scrollGrid(page, 10)
  for (;;) {
    const job = await findPrelabel(page)
    if (job === undefined || job.state === 'failed') throw new Error(job?.error ?? 'The pre-label job did not start.')
    if (job.state !== 'running') return job.done
    if (job.done >= prelabeled) await callService(page, 'cancelJob', { id: job.id })
    await scrollGrid(page, 0.5)
  }
}

const findPrelabel = async (page: Page) =>
  (await callService(page, 'listJobs', {})).find(({ kind }) => kind === 'prelabel')

interface Watching {
  loopDelay?: ReturnType<typeof monitorEventLoopDelay>
}

const watchLoop = ({ app }: LaunchedGlance): Promise<void> =>
  app.evaluate((_, every) => {
    const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: every })
    delay.enable()
    ;(globalThis as Watching).loopDelay = delay
  }, resolution)

/** Since the watch began or was read last. */
const readLoop = ({ app }: LaunchedGlance): Promise<{ max: number; high: number }> =>
  app.evaluate(() => {
    const delay = (globalThis as Watching).loopDelay!
    const found = { max: delay.max / 1e6, high: delay.percentile(99.9) / 1e6 }
    delay.reset()
    return found
  })
