import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 8 })

test('what runs the model is chosen in the menu, and the status bar says it', async ({ glance: { page } }) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await photos.waitFor()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitemradio', { name: 'WebAssembly, in this window' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await expect(page.getByText('WebAssembly in this window: as requested').first()).toBeVisible()
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(photos.getByText(/\d+ %/)).toHaveCount(8)
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  expect((await callService(page, 'getCards', { ids })).every(({ prediction }) => prediction !== null)).toBe(true)
})
