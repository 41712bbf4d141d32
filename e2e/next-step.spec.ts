import { drawnKinds, kindOfDrawn, writeDrawnPhotos } from './support/drawn-photos.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

const photos = 40
test.use({ photos: 1, model: 'embedded' })

test('what a run made of own classes is said with the reason, follows the counts, and goes once it is acted on', async ({
  glance,
}) => {
  const { page } = glance
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await writeDrawnPhotos(glance.folder, photos)
  await callService(page, 'rescan', {})
  await expect(page.getByText(`${photos} photos`).first()).toBeVisible()
  await callService(page, 'createClasses', { names: [...drawnKinds] })
  await callService(page, 'startPrelabel', { model: 'default', engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')

  const banner = page.getByRole('status').filter({ hasText: 'The model has run on' })
  await expect(banner).toContainText(`${photos} outside your classes`)
  await expect(banner).toContainText('The model knows none of your classes: label about 20 photos')
  await expect(banner.getByRole('button', { name: 'Sweep' })).toBeHidden()

  // Labels teach Glance the classes: nothing is outside any more, and nothing says so.
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: photos })
  const cards = (await callService(page, 'getCards', { ids })).slice(0, 20)
  for (const kind of drawnKinds)
    await callService(page, 'setLabel', {
      ids: cards.filter(({ path }) => kindOfDrawn(Number(/\d+/.exec(path)![0])) === kind).map(({ id }) => id),
      to: { newName: kind },
    })
  const counts = async (): Promise<number> => (await callService(page, 'countImages', { filter: {} })).status.outside
  await expect.poll(counts).toBe(0)
  await expect(page.getByRole('status').filter({ hasText: 'outside your classes' })).toBeHidden()
  const latest = page.getByRole('status').filter({ hasText: 'Next:' })
  await expect(latest.getByRole('button', { name: 'Label next' })).toBeVisible()
  // Learning is told a moment later.
  await expect(latest).toContainText('Glance has learned your classes')

  // Where it leads to it is not offered, and it does not come back.
  await latest.getByRole('button', { name: 'Label next' }).click()
  await expect(page.getByRole('button', { name: 'Label next', pressed: true })).toBeVisible()
  await expect(latest).toBeHidden()
  await page.keyboard.press('Control+1')
  await expect(page.getByRole('listbox', { name: 'Photos' })).toBeVisible()
  await expect(latest).toBeHidden()
})
