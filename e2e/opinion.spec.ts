import { callService, waitForJob } from './service-call.ts'
import { expect, test } from './story.ts'

test.use({ photos: 30 })

test('a second model looks, and a person goes where the two differ', async ({ glance: { page } }) => {
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  // Another resolution is another model: it sees other patches.
  const { model } = (await callService(page, 'project', {}))!
  const { title } = await callService(page, 'makeVariant', { model: model!, resolution: 160 })
  const overview = page.getByRole('button', { name: 'Overview', exact: true })
  await overview.click()
  const panel = page.getByRole('region', { name: 'Second opinion', exact: true })
  await panel.getByRole('combobox', { name: 'Second model' }).selectOption({ label: title })
  await panel.getByRole('button', { name: 'Have it look' }).click()
  await expect(panel.getByText('Both guess the same')).toBeVisible({ timeout: 60_000 })
  expect(await waitForJob(page, 'prelabel')).toBe('done')

  await expect.poll(async () => (await callService(page, 'compareModels', { filter: {} }))?.images).toBe(30)
  const found = (await callService(page, 'compareModels', { filter: {} }))!
  const differing = found.images - found.agree
  expect(differing).toBeGreaterThan(0)
  await expect(panel).toContainText(`${found.agree} of 30 photos`)
  await expect(panel.getByRole('row', { name: /^Both tokens/ })).toContainText(String(found.heads.both))
  await expect(panel.getByRole('row', { name: /^Neither/ })).toContainText(String(found.heads.neither))
  expect((await callService(page, 'project', {}))!.model).toBe(found.first)

  await panel.getByRole('button', { name: /where they differ/ }).first().click()
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(differing)
  await expect(photos.getByRole('option').first()).toHaveAccessibleName(/Second opinion: .+ %/)
  await expect(page.getByRole('checkbox', { name: /^Disagrees/ })).toBeChecked()
  const { ids } = await callService(page, 'listImages', { filter: { opinion: false }, sort: { by: 'opinion' }, limit: 100 })
  const [first] = await callService(page, 'getCards', { ids: [ids[0]!] })

  // Its guess is one of the review's, given with a click; then the two are compared with a label.
  await photos.press('Home')
  await photos.press('Enter')
  const group = page.getByRole('heading', { name: `Second opinion: ${title}` }).locator('..')
  await group.getByRole('button').first().click()
  await expect.poll(async () => (await callService(page, 'getCards', { ids: [ids[0]!] }))[0]!.label).toBe(first!.second)
  expect((await callService(page, 'compareModels', { filter: {} }))!.labeled).toMatchObject({ images: 1, firstOnly: 0, secondOnly: 1 })

  await overview.click()
  await panel.getByRole('button', { name: 'Take it away' }).click()
  await expect(panel.getByRole('button', { name: 'Compare with this one' })).toBeVisible()
  expect((await callService(page, 'project', {}))!.secondModel).toBeNull()
})
