import type { Page } from '@playwright/test'
import { findLayoutFaults } from './support/layout.ts'
import { hardNames } from './support/rich-project.ts'
import { callService } from './support/service-call.ts'
import { column, parseCsv } from './support/terminal.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 8, photoNames: [] })

const names = [hardNames.long, hardNames.hebrew, hardNames.arabic, 'abc אבג 123 ابت'] as const

const listIds = async (page: Page): Promise<number[]> =>
  (await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids

const listLabels = async (page: Page): Promise<(string | null)[]> =>
  (await callService(page, 'getCards', { ids: await listIds(page) })).map(({ label }) => label)

test('names of 300 characters and from right to left are added, given, found, written and read as they are', async ({
  glance,
}) => {
  const { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  const palette = page.getByRole('region', { name: 'Classes' })
  const dialog = page.getByRole('dialog')
  const expectSound = async (): Promise<void> => expect(await findLayoutFaults(page)).toEqual([])
  await expect(photos.getByRole('option')).toHaveCount(8)
  await page.getByRole('textbox', { name: 'Which classes do you want to label?' }).focus()
  await page.keyboard.insertText(names.join('\n'))
  await page.getByRole('button', { name: 'Add 4 classes' }).click()
  const rows = palette.locator('button[data-class]')
  await expect(rows.locator('bdi')).toHaveText([...names])
  expect((await callService(page, 'project', {}))!.labelSet.map(({ name }) => name)).toEqual(names)

  // By keys, then by typing all of the name.
  await photos.focus()
  await page.keyboard.press('Home')
  for (const [index, name] of names.entries()) {
    await page.keyboard.press(String(index + 1))
    await expect.poll(async () => (await listLabels(page))[index]).toBe(name)
    await page.keyboard.press('ArrowRight')
  }
  for (const [index, name] of names.entries()) {
    await page.keyboard.press('l')
    await page.keyboard.insertText(name)
    await expect(dialog.getByRole('option').first().locator('bdi')).toHaveText(name)
    await expectSound()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await listLabels(page))[4 + index]).toBe(name)
    await page.keyboard.press('ArrowRight')
  }
  const wanted = [...names, ...names]
  for (const name of names)
    await expect(photos.getByRole('option').locator('bdi').filter({ hasText: name }).first()).toBeVisible()

  // What says that several were labeled, in windows of every size.
  for (const [index, name] of names.entries()) {
    await page.setViewportSize(index % 2 === 0 ? { width: 1280, height: 800 } : { width: 640, height: 400 })
    await photos.focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press(String(index + 1))
    await expect(page.getByRole('status').getByText(/^\d photos labeled/)).toContainText(name)
    await expectSound()
    await page.keyboard.press('Control+z')
    await expect.poll(() => listLabels(page)).toEqual(wanted)
    await page.getByRole('button', { name: 'Dismiss' }).first().click()
    await page.keyboard.press('Escape')
  }
  await page.setViewportSize({ width: 1024, height: 640 })
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 8')).toBeVisible()
  for (const [index, name] of names.entries()) {
    await expect(
      page
        .getByRole('button', { name: `Remove ${name}` })
        .or(page.getByText(name))
        .first(),
    ).toBeVisible()
    await expectSound()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByText(`${index + 2} of 8`)).toBeVisible()
  }
  await page.keyboard.press('Control+1')

  // Out to a file and in again: the same labels, and no class beside those that there are.
  await page.setViewportSize({ width: 1280, height: 800 })
  const csv = await glance.exportCsv()
  expect(column(parseCsv(csv), 'label')).toEqual(wanted)
  await page.keyboard.press('Escape')
  await callService(page, 'setLabel', { ids: await listIds(page), to: null })
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'People and imports' }).click()
  await dialog.getByRole('button', { name: 'Import labels', exact: true }).click()
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await expect(dialog.getByRole('status')).toContainText('8 photos were labeled.')
  await expectSound()
  expect(await listLabels(page)).toEqual(wanted)
  expect((await callService(page, 'project', {}))!.labelSet.map(({ name, key }) => [name, key])).toEqual(
    names.map((name, index) => [name, String(index + 1)]),
  )
})

test('a class that is deleted while it is given is named, in whatever script; nothing is labeled and no key moves', async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  const palette = page.getByRole('region', { name: 'Classes' })
  await callService(page, 'createClasses', { names: ['dog', hardNames.hebrew, 'fox'] })
  await expect(palette.getByText('fox')).toBeVisible()
  const classes = (await callService(page, 'project', {}))!.labelSet
  // Another page deletes it between the press of its key and the edit.
  await page.route(
    '**/call/setLabel',
    async (route) => {
      await callService(page, 'deleteClass', { id: classes[1]!.id, labelsTo: null })
      await route.continue()
    },
    { times: 1 },
  )
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('2')
  const message = page.getByRole('alert').getByText('was deleted from this project')
  await expect(message).toContainText(hardNames.hebrew)
  await expect(message).toContainText('Choose another class, or undo the deletion.')
  expect(await findLayoutFaults(page)).toEqual([])
  await expect(palette.locator('button[data-class]')).toHaveCount(2)
  expect(await listLabels(page)).toEqual(Array<null>(8).fill(null))
  await photos.focus()
  await page.keyboard.press('2')
  await expect(page.getByText('Key 2 has no class. Press L to type one.')).toBeVisible()
  await page.keyboard.press('3')
  await expect.poll(async () => (await listLabels(page))[0]).toBe('fox')
  // As the message says: the deletion is undone, and the key gives its class again.
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(palette.locator('button[data-class]')).toHaveCount(3)
  await page.keyboard.press('2')
  await expect.poll(async () => (await listLabels(page))[0]).toBe(hardNames.hebrew)
  expect((await callService(page, 'project', {}))!.labelSet).toEqual(classes)
})

test('a name typed in another case is the class that there is, and is called as that', async ({ glance: { page } }) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await callService(page, 'createClasses', { names: ['Dog', 'cat', 'Straße'] })
  await expect(page.getByRole('region', { name: 'Classes' }).getByText('Dog')).toBeVisible()
  const { labelSet } = (await callService(page, 'project', {}))!
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('l')
  await page.keyboard.type('dOG ')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 photos labeled Dog.')).toBeVisible()
  expect((await listLabels(page)).slice(0, 3)).toEqual(['Dog', 'Dog', null])
  // In the palette's field it is refused with the name of the class, and what was typed is still there.
  const field = page.getByRole('textbox', { name: 'Name of a new class' })
  await field.fill('CAT')
  await field.press('Enter')
  await expect(page.getByRole('alert').getByText('The class “CAT” differs from the class “cat”')).toBeVisible()
  await expect(field).toHaveValue('CAT')
  expect((await callService(page, 'project', {}))!.labelSet).toEqual(labelSet)
})
