import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 6 })

test('a photo is opened larger from its menu and the bar, without a map until one is asked for', async ({ glance }) => {
  const { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(6)
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')

  await photos.getByRole('option').nth(1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Open larger' }).click()
  await expect(page.getByText('2 of 6')).toBeVisible()
  const maps = page.getByRole('toolbar', { name: 'Attention' })
  await expect(maps.getByRole('button', { name: 'Class token' })).toBeEnabled()
  await expect(maps.getByRole('button', { name: 'Photo', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByTestId('heat')).toBeHidden()
  await page.keyboard.press('o')
  await expect(page.getByTestId('heat')).toBeVisible()

  // What was chosen is there the next time.
  await page.reload()
  await expect(photos.getByRole('option')).toHaveCount(6)
  await photos.getByRole('option').nth(2).click()
  await page.getByRole('button', { name: 'Open the photo larger. Or double-click it.' }).click()
  await expect(page.getByText('3 of 6')).toBeVisible()
  await expect(page.getByTestId('heat')).toBeVisible()
})

test('a label brings the next photo without one, and says where there is none', async ({ glance }) => {
  const { page } = glance
  await expect(page.getByRole('listbox', { name: 'Photos' }).getByRole('option')).toHaveCount(6)
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  await callService(page, 'createClasses', { names: ['cat', 'dog'] })
  await callService(page, 'setLabel', { ids: [ids[1]!, ids[2]!, ids[5]!], to: { newName: 'dog' } })
  const labels = async (): Promise<(string | null)[]> =>
    (await callService(page, 'getCards', { ids })).map(({ label }) => label)
  const place = (number: number) => page.getByText(`${number} of 6`, { exact: true })

  // The page knows them by then.
  await expect(page.getByRole('button', { name: '1 cat' }).first()).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(place(2)).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(place(4)).toBeVisible()
  await page.keyboard.press('1')
  await expect(place(5)).toBeVisible()
  await page.keyboard.press('1')
  // Past one that is labeled, and around to the one that was passed over.
  await expect(place(1)).toBeVisible()
  await expect(page.getByText('Back to a photo that was left without a label.')).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByText('All other photos in this list are labeled.')).toBeVisible()
  await expect(place(1)).toBeVisible()
  expect(await labels()).toEqual(['cat', 'dog', 'dog', 'cat', 'cat', 'dog'])

  // Labels are corrected one after the other all the same.
  await page.keyboard.press('2')
  await expect(place(2)).toBeVisible()
  expect(await labels()).toEqual(['dog', 'dog', 'dog', 'cat', 'cat', 'dog'])
})
