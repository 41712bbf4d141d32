import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { column, parseCsv } from './support/terminal.ts'

test.use({ photos: 19 })

test('photos are shared out into splits, copies together, and the CSV says which', async ({ glance }) => {
  const { page, folder } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(19)
  // One photo more, a copy of the first to the byte: it is known once both were read.
  copyFileSync(join(folder, 'photo-000.jpg'), join(folder, 'copy of photo-000.jpg'))
  await callService(page, 'rescan', {})
  await expect(photos.getByRole('option')).toHaveCount(20)
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await expect
    .poll(async () => (await callService(page, 'countImages', { filter: { duplicates: 'exact' } })).total)
    .toBe(2)
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  await callService(page, 'setLabel', { ids: ids.slice(0, 10), to: { newName: 'cat' } })
  await callService(page, 'setLabel', { ids: ids.slice(10), to: { newName: 'dog' } })
  await expect(page.getByText('20 labeled')).toBeVisible()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Splits' }).click()
  const dialog = page.getByRole('dialog', { name: 'Splits' })
  await expect(dialog.getByText('Near-duplicates were not searched for')).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'no split' })).toContainText('20')
  await dialog.getByRole('button', { name: '60/20/20' }).click()
  await dialog.getByRole('spinbutton', { name: /^Seed/ }).fill('7')
  await dialog.getByRole('button', { name: 'Assign' }).click()
  await expect(page.getByText('The splits of 20 photos changed.')).toBeVisible()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'no split' })).toHaveText(/no split 0 /)
  // Every class is in every split.
  for (const name of ['cat', 'dog']) {
    const figures = await dialog.getByRole('row', { name }).getByRole('cell').allTextContents()
    expect(
      figures
        .map(Number)
        .slice(0, 3)
        .every((count) => count > 0),
      `${name}: ${figures.join(' ')}`,
    ).toBe(true)
  }
  const { splits } = await callService(page, 'countImages', { filter: {} })
  expect(splits.train + splits.validation + splits.test).toBe(20)
  expect(splits.train).toBeGreaterThan(splits.test)

  // The same seed gives the same splits: nothing is left to change.
  await dialog.getByRole('button', { name: 'Assign' }).click()
  await expect(page.getByText('All photos are already in these splits.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).first().click()

  const rows = parseCsv(await glance.exportCsv())
  const [names, assigned] = [column(rows, 'file_name'), column(rows, 'split')]
  expect(assigned.filter((split) => split === '')).toEqual([])
  expect(assigned[names.indexOf('copy of photo-000.jpg')]).toBe(assigned[names.indexOf('photo-000.jpg')])

  // Taken away as one edit, and back by undo.
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Splits' }).click()
  await dialog.getByRole('button', { name: 'Clear all splits' }).click()
  await expect.poll(async () => (await callService(page, 'countImages', { filter: {} })).splits.none).toBe(20)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await callService(page, 'countImages', { filter: {} })).splits).toEqual(splits)
})
