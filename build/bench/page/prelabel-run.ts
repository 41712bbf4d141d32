import type { Page } from '@playwright/test'
import type { ServiceEvent } from '../../../electron/api/events.ts'
import { callService, waitForJob } from '../../../e2e/support/service-call.ts'
import type { EngineChoice } from '../../../models/runtime/engine.ts'

/** What a pre-label job took, from the moment its model was ready to its last photo on the disk. */
export interface PrelabelRun {
  images: number
  seconds: number
  engine: string
}

/** Shows a folder in the page, with an engine chosen, and waits until the page has come to rest. */
export async function showFolder(page: Page, folder: string, engine: EngineChoice): Promise<void> {
  await callService(page, 'openFolder', { folder })
  await waitForJob(page, 'ingest')
  await page.evaluate((choice) => localStorage.setItem('engine', choice), engine)
  await page.reload()
  await waitForPictures(page)
}

/** Waits until the thumbnails in view are there. */
export async function waitForPictures(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const pictures = [...document.querySelectorAll<HTMLImageElement>('[role=option] img')]
      return pictures.length > 0 && pictures.every(({ complete }) => complete)
    },
    null,
    { timeout: 120_000 },
  )
}

interface Listening {
  benchRun?: Promise<PrelabelRun>
}

/** Presses "Pre-label" as a person does, and waits for the end. */
export async function prelabel(page: Page, model: string): Promise<PrelabelRun> {
  // The button means the embedded model; everything else about the call is the page's own.
  await page.route('**/call/startPrelabel', (route, request) =>
    route.continue({ postData: JSON.stringify({ ...(request.postDataJSON() as object), model }) }),
  )
  await page.evaluate(async () => {
    const events = new EventSource('events')
    await new Promise((resolve) => events.addEventListener('open', resolve, { once: true }))
    ;(globalThis as Listening).benchRun = new Promise((resolve, reject) => {
      let [start, engine] = [0, '']
      events.onmessage = ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as ServiceEvent
        if (event.type === 'engine') [start, engine] = [performance.now(), event.text]
        if (event.type !== 'job' || event.job.kind !== 'prelabel' || event.job.state === 'running') return
        events.close()
        if (event.job.state === 'done')
          resolve({ images: event.job.done, seconds: (performance.now() - start) / 1000, engine })
        else reject(new Error(event.job.error ?? `The pre-label job was ${event.job.state}.`))
      }
    })
  })
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  return page.evaluate(() => (globalThis as Listening).benchRun!)
}
