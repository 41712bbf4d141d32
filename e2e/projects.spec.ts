import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { writePhotos } from './support/photos.ts'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { typePath } from './support/type-path.ts'

test.use({ photos: 3 })
// The desktop app asks in the system's dialogs: desktop-projects.spec.ts answers those.
test.skip(({ hostKind }) => hostKind !== 'browser', "the page's own dialogs")

/** Chooses in the page's own dialog. */
async function choose(page: Page, title: string, button: string, path: string, name?: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title })
  await typePath(dialog, path)
  if (name !== undefined) await dialog.getByRole('textbox', { name: 'File name' }).fill(name)
  await dialog.getByRole('button', { name: button, exact: true }).click()
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('banner').locator('.folder-menu').click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a project in a file of its own gets a second folder, which moves and is found again; a copy is saved and opened', async ({
  glance,
}) => {
  const { page, folder } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(3)
  const work = join(folder, '..')

  // A new project of another folder, kept where the person says.
  const birds = join(work, 'birds')
  await writePhotos(birds, ['a.jpg', 'b.jpg'], { first: 20 })
  await fromMenu(page, 'New project…')
  const asked = page.getByRole('dialog', { name: 'New project: its folder of photos' })
  await typePath(asked, birds)
  await page.keyboard.press('Tab')
  await expect(asked.getByText('2 photos in this folder.')).toBeVisible()
  await expect(asked.getByText(/^No subfolders\. Click “.?Next.?” to use this folder\.$/)).toBeVisible()
  await choose(page, 'New project: its folder of photos', 'Next', birds)
  await choose(page, 'New project: where it is kept', 'Save', work, 'my birds')
  await expect(photos.getByRole('option')).toHaveCount(2)
  const file = join(work, 'my birds.glance')
  expect(existsSync(file)).toBe(true)
  expect((await callService(page, 'project', {}))!.catalog).toBe(file)

  // One folder more, and a label in it.
  const bats = join(work, 'bats')
  await writePhotos(bats, ['night/c.jpg'], { first: 30 })
  await fromMenu(page, 'Add a folder…')
  await choose(page, 'Add a folder to the project', 'Add', bats)
  await expect(photos.getByRole('option')).toHaveCount(3)
  const { ids } = await callService(page, 'listImages', { filter: { text: 'night/' }, sort: { by: 'name' }, limit: 10 })
  await callService(page, 'setLabel', { ids, to: { newName: 'bat' } })

  // It is renamed on the disk: the page says so, and what was labeled is still there once it is found.
  const moved = join(work, 'bats of 2026')
  renameSync(bats, moved)
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  const banner = page.getByRole('alert').filter({ hasText: 'The folder “bats” was not found' })
  await expect(banner).toBeVisible()
  await fromMenu(page, 'Project and folders…')
  const panel = page.getByRole('dialog', { name: 'Project and folders' })
  await expect(panel.getByText('This folder was not found')).toBeVisible()
  await page.keyboard.press('Escape')
  await banner.getByRole('button', { name: 'Find the folder…' }).click()
  await choose(page, 'Where is “bats” now?', 'Use this folder', birds) // a slip: it holds other photos
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible()
  await choose(page, 'Where is “bats” now?', 'Use this folder', moved)
  await expect(banner).toBeHidden()
  expect((await callService(page, 'getPhoto', { id: ids[0]! })).label).toBe('bat')
  expect((await callService(page, 'project', {}))!.roots.map(({ path, isGone }) => [path, isGone])).toEqual([
    [birds, false],
    [moved, false],
  ])

  // A copy is a project of its own.
  await fromMenu(page, 'Save a copy…')
  await choose(page, 'Save a copy of the project', 'Save', work, 'copy')
  await expect(page.getByText(/^Copy saved: /)).toBeVisible()
  await fromMenu(page, 'Open project…')
  const chooser = page.getByRole('dialog', { name: 'Open a project' })
  await typePath(chooser, work)
  await chooser.getByRole('textbox', { name: 'Path of the project file' }).press('Tab')
  await chooser.getByRole('button', { name: 'copy.glance' }).click()
  await chooser.getByRole('button', { name: 'Open', exact: true }).click()
  await expect.poll(async () => (await callService(page, 'project', {}))!.catalog).toBe(join(work, 'copy.glance'))
  await expect(photos.getByRole('option')).toHaveCount(3)
  await callService(page, 'setLabel', { ids, to: { newName: 'owl' } })

  // The one before is among the recent ones, and has its own labels.
  await page.getByRole('banner').locator('.folder-menu').click()
  await page.getByRole('menu').getByTitle(file).click()
  await expect.poll(async () => (await callService(page, 'project', {}))!.catalog).toBe(file)
  expect((await callService(page, 'getPhoto', { id: ids[0]! })).label).toBe('bat')
})
