/// <reference lib="dom" />
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchGlance, type LaunchedGlance } from './support/electron-app.ts'
import { numbered, writePhotos } from './support/photos.ts'
import { callService } from './support/service-call.ts'

/** Projects with a file and folders of their own, as the desktop app's own parts see them. */
test.skip(
  process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'],
  'no display: install xvfb, or run on a desktop',
)

let work: string
let glance: LaunchedGlance
test.beforeEach(async () => {
  work = mkdtempSync(join(tmpdir(), 'glance-desktop-projects-'))
  for (const name of ['one', 'two']) await writePhotos(join(work, name), numbered(2))
  glance = await launchGlance({ data: join(work, 'data') })
})
test.afterEach(async () => {
  await glance.close().catch(() => undefined)
  rmSync(work, { recursive: true, force: true })
})

/** What the system's dialogs answer from now on. */
const choose = (path: string | null) =>
  glance.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' })
  }, path)

test("the system's dialogs give places, and a project is opened by its file; a photo is shown where its own folder is", async () => {
  const { page } = glance
  await choose(null)
  expect(
    await page.evaluate(() =>
      Promise.all([
        window.glance!.openProjectDialog(),
        window.glance!.saveProjectDialog('x.glance'),
        window.glance!.chooseFolderPath(),
      ]),
    ),
  ).toEqual([null, null, null])
  await choose(join(work, 'birds'))
  const file = (await page.evaluate(() => window.glance!.saveProjectDialog('birds.glance')))!
  expect(file).toBe(join(work, 'birds.glance'))
  await choose(join(work, 'one'))
  expect(await page.evaluate(() => window.glance!.chooseFolderPath())).toBe(join(work, 'one'))

  await callService(page, 'newProject', { file, folder: join(work, 'one') })
  expect((await callService(page, 'addFolder', { folder: join(work, 'two') })).roots).toHaveLength(2)
  await expect.poll(async () => (await callService(page, 'project', {}))?.images).toBe(4)
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  const ofTwo = (await callService(page, 'getCards', { ids })).find(({ rootId }) => rootId === 2)!
  // In place before the page asks for it.
  await glance.app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path })
  })
  await page.evaluate((id) => window.glance!.reveal(id), ofTwo.id)
  await expect
    .poll(() => glance.app.evaluate(() => (globalThis as { shown?: string }).shown))
    .toBe(join(work, 'two', ofTwo.path))

  await callService(page, 'openFolder', { folder: join(work, 'one') })
  await choose(file)
  expect(await page.evaluate(() => window.glance!.openProjectDialog())).toMatchObject({
    ok: { name: 'birds', catalog: file },
  })
  // The menu is rebuilt after the event, which the page does not wait for.
  const recent = () =>
    glance.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()!
        .getMenuItemById('open-recent')!
        .submenu!.items.map(({ label }) => label),
    )
  await expect.poll(recent).toEqual([file, join(work, 'one')])
})

test('a project that was double-clicked is shown wherever it is, also after its service was killed', async () => {
  const { page, app } = glance
  const file = join(work, 'birds.glance')
  await callService(page, 'newProject', { file, folder: join(work, 'one') })
  await callService(page, 'openFolder', { folder: join(work, 'two') })
  const second = spawn(glance.executable, [...glance.args, file], { env: glance.env, stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  const catalog = () =>
    callService(page, 'project', {}).then(
      (project) => project?.catalog,
      () => null,
    )
  await expect.poll(catalog).toBe(file)
  process.kill(
    await app.evaluate(
      ({ app: own }) =>
        own.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Glance service')!.pid,
    ),
    'SIGKILL',
  )
  await expect.poll(catalog).toBe(file)
})

test('the menu asks the page for projects', async () => {
  const received: string[] = []
  await glance.page.exposeFunction('report', (command: string) => {
    received.push(command)
  })
  await glance.page.evaluate(() => {
    window.glance!.onCommand((command) => (window as unknown as { report: (command: string) => void }).report(command))
  })
  await choose(null)
  for (const id of ['open-project', 'new-project', 'save-copy']) {
    await glance.app.evaluate(
      ({ Menu }, item) => (Menu.getApplicationMenu()!.getMenuItemById(item)!.click as () => void)(),
      id,
    )
  }
  await expect.poll(() => received).toEqual(['open-project', 'new-project', 'save-copy'])
})
