import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { callService, findClass } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { typePath } from './support/type-path.ts'

test.use({ photos: 8, photoNames: ['birds/owl/a.jpg', 'birds/owl/b.jpg', 'birds/jay/c.jpg'] })

async function openPeople(page: Page, section: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'People and imports' }).click()
  await page
    .getByRole('dialog', { name: 'People and imports' })
    .getByRole('button', { name: section, exact: true })
    .click()
}

test('labels of others come from a CSV, from folders and from a copy of the project; conflicts are decided, agreement is shown', async ({
  glance,
}) => {
  const { page, data } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(11)
  const { ids } = await callService(page, 'listImages', {
    filter: { text: 'photo-' },
    sort: { by: 'name' },
    limit: 100,
  })
  const read = async (id: number): Promise<string | null> => (await callService(page, 'getPhoto', { id })).label

  // A colleague gets a copy of the project before anything is labeled.
  const copy = join(data, 'ben.glance')
  await callService(page, 'saveCopy', { file: copy })
  await callService(page, 'setPreferences', { author: 'ada' })
  await callService(page, 'setLabel', { ids: ids.slice(0, 3), to: { newName: 'cat' } })
  await callService(page, 'setLabel', { ids: ids.slice(3, 6), to: { newName: 'dog' } })
  const { catalog } = (await callService(page, 'project', {}))!

  // Somebody's list: one the same, one different, one new, one of a photo that is not here.
  await openPeople(page, 'Import labels')
  const dialog = page.getByRole('dialog', { name: 'People and imports' })
  await dialog.getByLabel('Labeled by').fill('cleo')
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'cleo.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'file_name,label\nphoto-000.jpg,cat\nphoto-001.jpg,lynx\nphoto-006.jpg,lynx\nnot here.jpg,cat\n',
    ),
  })
  const outcome = dialog.getByRole('status')
  await expect(outcome).toContainText('1 photo was labeled.')
  await expect(outcome).toContainText('1 photo already had the same label.')
  await expect(outcome).toContainText('1 photo has another label here')
  await expect(outcome).toContainText('1 new class: lynx')
  await expect(outcome).toContainText('not here.jpg')
  expect(await read(ids[1]!)).toBe('cat') // ours stays
  expect(await read(ids[6]!)).toBe('lynx')

  // The conflict is shown, and decided for them.
  await outcome.getByRole('button', { name: 'Show the conflicts' }).click()
  await expect(photos.getByRole('option')).toHaveCount(1)
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(page.getByText('1 conflict resolved. No conflicts are left.')).toBeVisible()
  expect(await read(ids[1]!)).toBe('lynx')
  await page
    .getByRole('button', { name: 'Clear filters' })
    .or(page.getByRole('button', { name: 'Clear all' }))
    .first()
    .click()

  // Folders give names to what has no label.
  await openPeople(page, 'Import labels')
  await expect(dialog.getByText('2 classes: jay, owl')).toBeVisible()
  await dialog.getByLabel('Which folder').selectOption('topmost')
  await expect(dialog.getByText('1 class: birds')).toBeVisible()
  await dialog.getByLabel('Which folder').selectOption('nearest')
  await dialog.getByRole('button', { name: 'Label by folders' }).click()
  await expect(outcome).toContainText('3 photos were labeled.')
  await page.keyboard.press('Escape')
  expect((await callService(page, 'countImages', { filter: { labels: [await findClass(page, 'owl')] } })).total).toBe(2)

  // Ben labels his copy, and it is merged.
  await callService(page, 'openProject', { file: copy })
  await callService(page, 'setPreferences', { author: 'ben' })
  const his = (await callService(page, 'listImages', { filter: { text: 'photo-' }, sort: { by: 'name' }, limit: 100 }))
    .ids
  await callService(page, 'setLabel', { ids: his.slice(0, 4), to: { newName: 'cat' } })
  await callService(page, 'setLabel', { ids: his.slice(4, 6), to: { newName: 'dog' } })
  await callService(page, 'setPreferences', { author: 'ada' })
  await callService(page, 'openProject', { file: catalog })
  await expect(page.getByRole('button', { name: /^photos/ }).first()).toBeVisible()

  await openPeople(page, 'Import labels')
  await dialog.getByRole('button', { name: 'Choose a project…' }).click()
  const chooser = page.getByRole('dialog', { name: 'Another copy of this project' })
  await typePath(chooser, copy)
  await chooser.getByRole('button', { name: 'Import its labels' }).click()
  await expect(outcome).toContainText('Imported from ben.glance')
  await expect(outcome).toContainText(/photos? ha(s|ve) another label here/)

  await dialog.getByRole('button', { name: 'Agreement' }).click()
  await dialog.getByLabel('Annotator').selectOption('ada')
  await dialog.getByLabel('and', { exact: true }).selectOption('ben')
  const agreement = await callService(page, 'compareAnnotators', { one: 'ada', other: 'ben' })
  expect(agreement.images).toBeGreaterThan(3)
  await expect(dialog.getByText(agreement.kappa!.toFixed(2))).toBeVisible()
  await expect(dialog.getByText('agreement on the scale of Landis and Koch (1977)')).toBeVisible()
  await expect(dialog.getByRole('row').filter({ hasText: 'dog' }).filter({ hasText: 'cat' })).toHaveCount(1)

  // All that is left is kept as ours, in one edit.
  await dialog.getByRole('button', { name: 'Annotators', exact: true }).click()
  await dialog.getByRole('button', { name: 'Show the conflicts' }).click()
  const { total } = await callService(page, 'countImages', { filter: { conflict: true } })
  await expect(photos.getByRole('option')).toHaveCount(total)
  await page.getByRole('button', { name: 'Keep ours' }).click()
  await expect.poll(async () => (await callService(page, 'countImages', { filter: { conflict: true } })).total).toBe(0)
  expect(await read(ids[3]!)).toBe('dog')
  expect((await callService(page, 'listHistory', {}))[0]).toMatchObject({
    kind: 'resolve',
    subject: 'mine',
    images: total,
  })
})
