/// <reference lib="dom" />
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type LaunchedGlance, launchGlance } from './support/electron-app.ts'

test.skip(
  process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'],
  'no display: install xvfb, or run on a desktop',
)

/** The labels of the menu bar and of all that is below it. */
const readMenu = ({ app }: LaunchedGlance): Promise<string[]> =>
  app.evaluate(({ Menu }) => {
    const list = (menu: Electron.Menu | null | undefined): string[] =>
      (menu?.items ?? []).flatMap((item) => [item.label, ...list(item.submenu)])
    return list(Menu.getApplicationMenu()).filter((label) => label !== '')
  })

test('menu and dialogs of the system speak what the page speaks, also after a restart', async () => {
  const work = mkdtempSync(join(tmpdir(), 'glance-language-'))
  const launch = (): Promise<LaunchedGlance> =>
    launchGlance({ data: join(work, 'data'), args: [`--user-data-dir=${join(work, 'user')}`] })
  let glance = await launch()
  try {
    await expect.poll(() => readMenu(glance)).toContain('&File')
    await glance.page.evaluate(() => window.glance!.setLanguage('ru'))
    await expect.poll(() => readMenu(glance)).toContain('&Файл')
    expect(
      (await readMenu(glance)).filter((label) => /[a-z]{3}/i.test(label.replace('Glance', '').replace('CSV', ''))),
    ).toEqual([])

    await glance.app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = (...args: unknown[]) => {
        const { title, buttonLabel } = args.at(-1) as Electron.OpenDialogOptions
        Object.assign(globalThis, { asked: [title, buttonLabel] })
        return Promise.resolve({ canceled: true, filePaths: [] })
      }
    })
    await glance.page.evaluate(() => window.glance!.openFolderDialog())
    expect(await glance.app.evaluate(() => (globalThis as { asked?: unknown }).asked)).toEqual([
      'Открыть папку с фотографиями',
      'Открыть',
    ])
    // A page that is not the product's own could send anything.
    await expect(glance.page.evaluate(() => window.glance!.setLanguage('xx' as 'en'))).rejects.toThrow(/no language/)

    // The page reports its own language at its start, without being asked.
    await glance.page.evaluate(() => localStorage.setItem('language', 'ru'))
    await glance.close()
    glance = await launch()
    await expect(glance.page.getByRole('button', { name: 'Открыть папку…' })).toBeVisible()
    await expect.poll(() => readMenu(glance)).toContain('&Файл')
  } finally {
    await glance.close().catch(() => undefined)
    rmSync(work, { recursive: true, force: true })
  }
})
