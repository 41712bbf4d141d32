import type { Page } from '@playwright/test'
import { launchBrowserApp } from '../../../e2e/support/browser-app.ts'
import { type AdapterInfo, isSoftware, nameAdapter } from '../../../renderer/features/predict/worker/adapter.ts'
import { type Bench, cores, linkPhotos, makeData } from './bench.ts'
import { prelabel, showFolder } from './prelabel-run.ts'

/** A software adapter takes seconds a photo, WebAssembly some hundredths: enough of each to compare. */
const photosOn = { software: 8, wasm: 128 }

/** How much of the page's time its model runs: what is missing to 1 is waiting for photos, and answers being sent. */
export async function measurePagePipeline(bench: Bench): Promise<void> {
  for (const engine of ['webgpu', 'wasm'] as const) {
    const app = await launchBrowserApp({ data: makeData(bench) })
    try {
      const adapter = await readAdapter(app.page)
      if (engine === 'webgpu' && adapter === null) {
        bench.note('Page on WebGPU: not measured, this Chromium offers no adapter.')
        continue
      }
      const software = adapter !== null && isSoftware(adapter)
      const count = engine === 'wasm' ? photosOn.wasm : software ? photosOn.software : bench.photos.length
      await showFolder(app.page, linkPhotos(bench, Math.min(count, bench.photos.length)).folder, engine)
      const worker = watchWorker(app.page)
      const run = await prelabel(app.page, bench.model.id)
      const { modelSeconds, wallSeconds } = await worker.read()
      const name =
        engine === 'wasm' ? 'page on WebAssembly' : software ? 'page on WebGPU in software' : 'page on WebGPU'
      const where =
        engine === 'wasm'
          ? '; decoding shares its cores'
          : `; adapter: ${nameAdapter(adapter!)}${software ? ", which is the processor: the rate is no GPU's" : ''}`
      bench.note(`${run.images} photos, ${cores()}; ${run.engine}${where}`)
      bench.figure(`${name}: model alone`, run.images / modelSeconds, 'images/s')
      bench.figure(`${name}: pipeline`, run.images / wallSeconds, 'images/s')
      bench.figure(`${name}: pipeline ÷ model alone`, modelSeconds / wallSeconds, '')
    } finally {
      await app.close()
    }
  }
}

/**
 * Reads off the worker's own requests when it got its first batch, what its model took,
 * and when its last answer was in.
 */
function watchWorker(page: Page): { read: () => Promise<{ modelSeconds: number; wallSeconds: number }> } {
  let [first, last, modelSeconds, batches, answers] = [Infinity, 0, 0, 0, 0]
  /** Without what only this page knows. */
  const path = (url: string): string => new URL(url).pathname.replace(/^\/s\/[^/]*/, '')
  page.on('response', (response) => {
    if (path(response.url()) !== '/inference/next' || response.status() !== 200) return
    const { startTime, responseStart } = response.request().timing()
    first = Math.min(first, startTime + responseStart)
    batches++
  })
  page.on('requestfinished', (request) => {
    if (!path(request.url()).startsWith('/inference/answer/')) return
    const { startTime, responseEnd } = request.timing()
    last = Math.max(last, startTime + responseEnd)
    modelSeconds += Number(request.headers()['x-seconds'])
    answers++
  })
  return {
    async read() {
      // The job may be over before the driver has reported the last answer.
      while (answers < batches) await new Promise((resolve) => setTimeout(resolve, 50))
      return { modelSeconds, wallSeconds: (last - first) / 1000 }
    },
  }
}

/** What the page's own look for a GPU would find, or null. */
function readAdapter(page: Page): Promise<AdapterInfo | null> {
  return page.evaluate(async () => {
    const { gpu } = navigator as unknown as {
      gpu?: { requestAdapter(options: object): Promise<{ info: AdapterInfo } | null> }
    }
    const info = (await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null))?.info
    if (info === undefined) return null
    const { vendor, architecture, device, description, isFallbackAdapter = false } = info
    return { vendor, architecture, device, description, isFallbackAdapter }
  })
}
