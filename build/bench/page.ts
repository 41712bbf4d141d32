import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { Outcome } from '../../electron/api/outcome.ts'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { listPhotos, makePhotos } from './photos.ts'
import type { BenchArgs, BenchContext } from '../../electron/cli/bench.ts'
import { GlanceError } from '../../models/errors.ts'
import { locateData } from '../../electron/project/data-folder.ts'
import { findModel } from '../../electron/model-library/installed.ts'
import { realFolder } from '../../electron/project/locate-project.ts'
import { findBrowser } from '../../electron/http/browser.ts'
import type { Bench } from './page/bench.ts'

/**
 * `glance bench --page`: what the page and the desktop app take, measured in a real Chromium and a real Electron. As in
 * `glance bench`, rates are for orientation, and the ratios are taken within one run.
 */
export async function benchPage(args: BenchArgs, { emit, signal }: BenchContext): Promise<Outcome<null>> {
  const scratch = mkdtempSync(join(tmpdir(), 'glance-bench-'))
  const remove = (): void => rmSync(scratch, { recursive: true, force: true })
  process.once('exit', remove) // on Ctrl-C Playwright closes its browser and leaves through process.exit
  try {
    await requireBrowser()
    const model = findModel(locateData().models, args.model)
    const [load] = loadavg() // before this adds to it
    const photos = await gatherPhotos(args, join(scratch, 'source'))
    emit({
      type: 'note',
      text: `${photos.length} photos, ${args.rounds} rounds, ${model.id}; the machine's load before: ${load!.toFixed(1)}`,
    })
    const bench: Bench = {
      model,
      photos,
      scratch,
      rounds: args.rounds,
      note: (text) => emit({ type: 'note', text }),
      figure: (name, value, unit, aim) =>
        emit({ type: 'figure', name, value, unit, ...(aim === undefined ? {} : { aim }) }),
    }
    for (const measure of await loadMeasures()) {
      if (signal.aborted) throw new GlanceError('cancelled', 'Stopped: no more figures.')
      await measure(bench)
    }
    return { ok: null }
  } catch (error) {
    if (error instanceof GlanceError) return { error: { code: error.code, message: error.text } }
    if (signal.aborted) return { error: { code: 'cancelled', message: 'Stopped: no more figures.' } }
    return { error: { code: 'internal', message: (error as Error).stack ?? String(error) } }
  } finally {
    process.off('exit', remove)
    remove()
  }
}

/** Only here is Playwright imported: where it is missing, one line says so. */
async function requireBrowser(): Promise<void> {
  const { chromium } = await import('@playwright/test').catch((cause: unknown) => {
    throw new GlanceError(
      'not-found',
      'The page is measured with Playwright, which is not installed here.',
      'Run "npm ci" in the checkout.',
      { cause },
    )
  })
  if (findBrowser() === null && !existsSync(chromium.executablePath())) {
    throw new GlanceError(
      'not-found',
      'The page is measured in Chromium, and there is none here.',
      'Install Chromium or Chrome, or run "npx playwright install chromium".',
    )
  }
}

async function loadMeasures(): Promise<((bench: Bench) => Promise<void>)[]> {
  const [{ measurePagePipeline }, { measureFallback }, { measureScroll }, { measureMainProcess }] = await Promise.all([
    import('./page/pipeline.ts'),
    import('./page/fallback.ts'),
    import('./page/scroll.ts'),
    import('./page/main-process.ts'),
  ])
  return [measurePagePipeline, measureFallback, measureScroll, measureMainProcess]
}

/**
 * Copies of a person's photos, or made ones: they are linked many times over later, which a person's own should not be.
 */
async function gatherPhotos(
  { folder, photos: count }: { folder?: string | undefined; photos: number },
  target: string,
): Promise<string[]> {
  if (folder === undefined) {
    await makePhotos(target, count)
    return listPhotos(target, count)
  }
  const root = realFolder(folder)
  const found = await listPhotos(root, count)
  if (found.length === 0) throw new GlanceError('not-found', `${root} has no photos.`, 'Give another folder.')
  mkdirSync(target, { recursive: true })
  return found.map((path, index) => {
    const copy = join(target, `${String(index).padStart(6, '0')}${extname(path)}`)
    copyFileSync(path, copy)
    return copy
  })
}
