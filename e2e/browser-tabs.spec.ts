import { join } from 'node:path'
import { writePhotos } from './support/photos.ts'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 4 })

test("two pages on one folder see each other's labels, and follow each other to another folder", async ({ glance }) => {
  const { page, folder } = glance
  await page.getByRole('option').first().waitFor()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await glance.enter!(other)
  await other.getByRole('option').first().waitFor()

  await page.bringToFront()
  await page.keyboard.press('Home')
  await page.keyboard.press('l')
  await page.keyboard.type('wombat')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 labeled')).toBeVisible()
  await expect(other.getByText('1 labeled')).toBeVisible()
  await expect(other.getByRole('option').first()).toContainText('wombat')
  await expect(other.getByRole('button', { name: 'Undo' })).toBeEnabled()

  // The other folder's photos have the same ids: neither their pictures nor a label may be mixed up.
  const second = join(folder, '..', 'second')
  await writePhotos(second, ['x.jpg', 'y.jpg'], { first: 20 })
  const shown = await callService(page, 'project', {})
  await callService(other, 'openFolder', { folder: second })
  const {
    ids: [id],
  } = await callService(other, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  await expect(
    callService(page, 'setLabel', { project: shown!.catalog, ids: [id!], to: { newName: 'lost' } }),
  ).rejects.toThrow('Another folder is open now')
  await expect(page.getByRole('option')).toHaveCount(2)
  await expect(page.getByRole('option').first()).toContainText('x.jpg')
})
