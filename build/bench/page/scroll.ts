import type { Page } from '@playwright/test'
import { launchBrowserApp } from '../../../e2e/support/browser-app.ts'
import { waitForJob } from '../../../e2e/support/service-call.ts'
import { type Bench, cores, makeData } from './bench.ts'
import { makeLargeProject } from './large-project.ts'
import { waitForPictures } from './prelabel-run.ts'

const images = 100_000
const step = 120
const seconds = 10

/** How evenly the grid moves over very many photos: the times between frames while it is scrolled. */
export async function measureScroll(bench: Bench): Promise<void> {
  const data = makeData(bench)
  bench.note(`Making a project of ${images} photos …`)
  const folder = await makeLargeProject(bench, data, images)
  const app = await launchBrowserApp({ folder, data })
  try {
    await waitForJob(app.page, 'ingest')
    await app.page.locator(`[role=option][aria-setsize="${images}"]`).first().waitFor({ timeout: 120_000 })
    await waitForPictures(app.page)
    const frames = (await scrollGrid(app.page, seconds)).toSorted((a, b) => a - b)
    const painting = await app.page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl')
      return gl === null
        ? null
        : String(gl.getParameter(gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER))
    })
    const software = painting === null || /swiftshader|llvmpipe|software/i.test(painting)
    bench.note(
      `${frames.length} frames of headless Chromium at 1280×800, ${step} px a frame, ${cores()}; painting is ` +
        (software ? "software's, on the same cores" : `on ${painting}`),
    )
    const at = (part: number): number => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))]!
    const name = `grid scroll at ${images.toLocaleString('en')} images: frame`
    bench.figure(`${name}, median`, at(0.5), 'ms')
    bench.figure(`${name}, p95`, at(0.95), 'ms')
    bench.figure(`${name}, p99`, at(0.99), 'ms')
    bench.figure(`${name}, longest`, at(1), 'ms')
  } finally {
    await app.close()
  }
}

/** Scrolls the grid down, a step a frame; gives the milliseconds from each frame to the next. */
export function scrollGrid(page: Page, duration: number): Promise<number[]> {
  return page.evaluate(
    ([by, end]) =>
      new Promise<number[]>((resolve) => {
        const viewport = document.querySelector('[role=listbox][aria-label=Photos]')!
        const frames: number[] = []
        let [first, before] = [0, 0]
        const draw = (now: number): void => {
          if (first === 0) first = now
          else frames.push(now - before)
          before = now
          viewport.scrollTop += by
          if (now - first < end) requestAnimationFrame(draw)
          else resolve(frames)
        }
        requestAnimationFrame(draw)
      }),
    [step, duration * 1000] as const,
  )
}
