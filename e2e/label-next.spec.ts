import type { Page } from '@playwright/test'
import { drawnKinds, kindOfDrawn, writeDrawnPhotos } from './support/drawn-photos.ts'
import { listShown, pressEnterTwice, waitUntilShown } from './support/pages.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, type Glance, test } from './support/test.ts'

const photos = 150
const labeled = 30
test.use({ photos: 1, model: 'embedded' })

const readLabels = async (page: Page, ids: readonly number[]): Promise<(string | null)[]> =>
  (await callService(page, 'getCards', { ids: [...ids] })).map(({ label }) => label)

/** Drawn photos, the first of them labeled, on a page of "Label next". */
async function openPage({ page, folder }: Glance): Promise<number[]> {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await writeDrawnPhotos(folder, photos)
  await callService(page, 'rescan', {})
  await expect(page.getByText(`${photos} photos`).first()).toBeVisible()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: photos })
  const cards = await callService(page, 'getCards', { ids })
  for (const kind of drawnKinds) {
    const same = cards.filter(({ path }) => kindOfDrawn(Number(/\d+/.exec(path)![0])) === kind).map(({ id }) => id)
    await callService(page, 'setLabel', { ids: same.slice(0, labeled / drawnKinds.length), to: { newName: kind } })
  }
  await page.reload()
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('n')
  await expect(page.getByRole('heading', { name: /^Are all of these/ })).toBeVisible()
  await waitUntilShown(page)
  return ids
}

test('a page is answered once it was seen, says what was accepted, and comes back as it was', async ({ glance }) => {
  test.setTimeout(120_000)
  const { page } = glance
  const ids = await openPage(glance)
  const countLabeled = async (): Promise<number> =>
    (await callService(page, 'countImages', { filter: { status: ['labeled'] } })).total

  // The most certain are first, by the figures that are shown.
  const cells = page.getByRole('main').getByRole('option')
  const shares = (await cells.locator('.confidence').allTextContents()).map((text) => Number.parseInt(text, 10))
  expect(shares).toHaveLength(await cells.count())
  expect(shares).toEqual(shares.toSorted((one, other) => other - one))

  // Nothing is marked, and nobody went to a photo: a class key gives no photo its class, and says so.
  const before = await readLabels(page, ids)
  await page.keyboard.press('2')
  await expect(page.getByText('No photo is marked, so no class was given.')).toBeVisible()
  expect(await readLabels(page, ids)).toEqual(before)
  await page.keyboard.press('ArrowRight')
  await expect(cells.nth(1)).toHaveClass(/pointed/)
  const shown = await listShown(page)
  await page.keyboard.press('2')
  await expect.poll(() => readLabels(page, [shown[1]!])).toEqual([drawnKinds[1]])
  await expect(cells.nth(1)).toContainText(drawnKinds[1])
  await page.keyboard.press('Control+z')
  await expect.poll(() => readLabels(page, [shown[1]!])).toEqual([null])
  // Until the page knows of it, Enter accepts the others alone.
  await expect(cells.nth(1)).not.toContainText(drawnKinds[1])
  await waitUntilShown(page)
  expect(await listShown(page)).toEqual(shown)

  // Two quick presses of Enter accept what was seen alone.
  const count = await countLabeled()
  await pressEnterTwice(page)
  await expect(page.getByText(`${shown.length} photos accepted as`)).toContainText('Ctrl+Z to undo.')
  await waitUntilShown(page)
  expect(await countLabeled()).toBe(count + shown.length)

  // The page comes back in its order, and Enter is the page's and not the button's.
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => listShown(page)).toEqual(shown)
  await waitUntilShown(page)
  expect(await countLabeled()).toBe(count)
  await page.keyboard.press('Enter')
  await expect.poll(countLabeled).toBe(count + shown.length)
})
