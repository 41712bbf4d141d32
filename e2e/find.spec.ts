import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { callService, findClass, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 24 })

async function prelabel(page: Page): Promise<number[]> {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  return (await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 1000 })).ids
}

const photos = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('listbox', { name: 'Photos' }).getByRole('option')
const chips = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('group', { name: 'Active filters' })

test('filters are combined, shown as chips, saved by name, and applied again after a restart', async ({ glance }) => {
  let { page } = glance
  const ids = await prelabel(page)
  await callService(page, 'setLabel', { ids: ids.slice(0, 6), to: { newName: 'canyon' } })
  await callService(page, 'setMark', { ids: ids.slice(4, 10), flagged: true, split: 'train' })
  await page.getByRole('button', { name: 'Flags and notes' }).click()
  const filters = page.getByRole('complementary', { name: 'Filters' })
  await filters.getByRole('checkbox', { name: /^Flagged/ }).check()
  await expect(photos(page)).toHaveCount(6)
  await filters.getByRole('button', { name: 'Label', exact: true }).click()
  await filters.getByRole('checkbox', { name: /^canyon/ }).check()
  await expect(photos(page)).toHaveCount(2)
  await expect(chips(page)).toContainText('Label: canyon')
  await expect(chips(page)).toContainText('Flagged')

  await chips(page).getByRole('button', { name: 'Save…' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Flagged canyons')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Filter Flagged canyons saved.')).toBeVisible()
  expect(await callService(page, 'listSavedFilters', {})).toEqual([
    { name: 'Flagged canyons', filter: { flagged: true, labels: [await findClass(page, 'canyon')] } },
  ])
  await chips(page).getByRole('button', { name: 'Remove: Flagged' }).click()
  await expect(photos(page)).toHaveCount(6)

  await glance.restart()
  page = glance.page
  await expect(photos(page)).toHaveCount(24)
  await page
    .getByRole('list', { name: 'Saved filters' })
    .getByRole('button', { name: 'Flagged canyons', exact: true })
    .click()
  await expect(photos(page)).toHaveCount(2)
  await expect(chips(page)).toContainText('Label: canyon')
})

test('a saved filter on a class of the model finds the same when the class is the project’s and has another name', async ({
  glance: { page },
}) => {
  await prelabel(page)
  const [most] = (await callService(page, 'countImages', { filter: {} })).predictions
  expect(most).toMatchObject({ ref: most!.name })
  const filters = page.getByRole('complementary', { name: 'Filters' })
  const choose = (name: string): ReturnType<Page['getByRole']> =>
    filters.getByRole('group', { name: 'Class', exact: true }).getByRole('checkbox', { name })
  await choose(most!.name).check()
  await expect(photos(page)).toHaveCount(most!.count)
  await chips(page).getByRole('button', { name: 'Save…' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mine')
  await page.keyboard.press('Enter')
  const saved = page.getByRole('list', { name: 'Saved filters' }).getByRole('button', { name: 'Mine', exact: true })
  await expect(saved).toBeVisible()

  await photos(page).first().click()
  await page.keyboard.press('a')
  await expect.poll(async () => (await callService(page, 'project', {}))!.labelSet).toHaveLength(1)
  const [accepted] = (await callService(page, 'project', {}))!.labelSet
  await callService(page, 'changeClass', { id: accepted!.id, name: 'renamed' })
  // The filter in force is called as the class is now; and a filter that is asked again finds the same.
  await expect(chips(page)).toContainText('renamed')
  await expect(choose('renamed')).toBeChecked()
  await page.getByRole('button', { name: 'Clear all' }).last().click()
  await expect(photos(page)).toHaveCount(24)
  await saved.click()
  await expect(photos(page)).toHaveCount(most!.count)
  await expect(chips(page)).toContainText('renamed')

  for (const step of ['undo', 'undo'] as const) await callService(page, step, {})
  await expect(chips(page)).toContainText(most!.name)
  await page.getByRole('button', { name: 'Clear all' }).last().click()
  await saved.click()
  await expect(photos(page)).toHaveCount(most!.count)
})

test('photos like one are found, the likest first; near-duplicates are found among copies', async ({
  glance: { page, folder },
}) => {
  await page.setViewportSize({ width: 1600, height: 1000 }) // all photos are in view beside the classes
  // A copy to the byte, and one saved again: both are the same picture.
  copyFileSync(join(folder, 'photo-003.jpg'), join(folder, 'same.jpg'))
  writeFileSync(
    join(folder, 'anew.jpg'),
    await sharp(readFileSync(join(folder, 'photo-003.jpg')))
      .jpeg({ quality: 70 })
      .toBuffer(),
  )
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'rescan', {})
  await expect.poll(async () => (await callService(page, 'countImages', { filter: {} })).total).toBe(26)
  const ids = await prelabel(page)
  await expect(photos(page)).toHaveCount(26)
  const paths = new Map((await callService(page, 'getCards', { ids })).map(({ id, path }) => [path, id]))
  const copies = ['photo-003.jpg', 'same.jpg', 'anew.jpg'].map((path) => paths.get(path)!)

  await page.getByRole('button', { name: /^Sort: Name/ }).click()
  await page.getByRole('menuitemradio', { name: 'Size' }).click()
  const { ids: bySize } = await callService(page, 'listImages', { filter: {}, sort: { by: 'size' }, limit: 1 })
  const [smallest] = await callService(page, 'getCards', { ids: bySize })
  await expect(photos(page).first()).toContainText(smallest!.path)
  await photos(page).filter({ hasText: 'photo-003.jpg' }).click()
  await page.keyboard.press('i')
  await expect(chips(page)).toContainText('Similar to photo-003.jpg')
  await expect(photos(page).nth(0)).toContainText('photo-003.jpg')
  const next = [await photos(page).nth(1).textContent(), await photos(page).nth(2).textContent()].join(' ')
  expect(next).toContain('same.jpg')
  expect(next).toContain('anew.jpg')
  // Back to the list that was, in its order.
  await page.keyboard.press('Escape')
  await expect(chips(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Sort: Size/ })).toBeVisible()
  await expect(photos(page).first()).toContainText(smallest!.path)

  // The filter in force stays, and narrows what is similar.
  await page.getByRole('textbox', { name: 'Search by file name' }).fill('photo')
  await expect(photos(page)).toHaveCount(24)
  await photos(page).filter({ hasText: 'photo-003.jpg' }).click()
  await page.keyboard.press('i')
  await expect(chips(page)).toContainText('Similar to photo-003.jpg')
  await expect(chips(page)).toContainText('“photo”')
  await expect(photos(page)).toHaveCount(24)
  await expect(photos(page).nth(0)).toContainText('photo-003.jpg')
  await photos(page).nth(1).click()
  await page.keyboard.press('i')
  await expect(chips(page)).not.toContainText('Similar to photo-003.jpg')
  await expect(photos(page)).toHaveCount(24)
  await page.keyboard.press('Escape')
  await expect(chips(page)).not.toContainText('Similar')
  await expect(chips(page)).toContainText('“photo”')
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(chips(page)).toHaveCount(0)

  await page.getByRole('button', { name: 'Duplicates', exact: true }).click()
  await page.getByRole('button', { name: 'Find near-duplicates…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Near-duplicates' })
  await dialog.getByRole('slider').press('End')
  await dialog.getByRole('slider').press('ArrowLeft')
  await dialog.getByRole('button', { name: 'Find near-duplicates' }).click()
  expect(await waitForJob(page, 'near-duplicates')).toBe('done')
  await dialog.getByRole('button', { name: 'Show photos' }).click()
  await expect(chips(page)).toContainText('Near-duplicates')
  const { ids: near } = await callService(page, 'listImages', {
    filter: { duplicates: 'near' },
    sort: { by: 'duplicates' },
    limit: 100,
  })
  expect(near).toEqual(expect.arrayContaining(copies))
  await expect(photos(page)).toHaveCount(near.length)
  expect(await callService(page, 'project', {})).toMatchObject({
    nearDuplicates: { threshold: 0.99, images: near.length },
  })
})

test('predictions above a confidence are seen before they are accepted, all in one edit', async ({
  glance: { page },
}) => {
  const ids = await prelabel(page)
  const cards = await callService(page, 'getCards', { ids })
  await callService(page, 'setLabel', { ids: ids.slice(0, 3), to: { newName: 'canyon' } })
  await callService(page, 'openLabelSet', { isOpen: true }) // the model's classes, too
  await page.getByRole('listbox', { name: 'Photos' }).focus()
  await page.keyboard.press('Shift+A')
  const dialog = page.getByRole('dialog', { name: 'Accept predictions above' })
  const slider = dialog.getByRole('slider')
  await slider.press('Home')
  await expect(dialog.getByText('21 predictions')).toBeVisible()
  await expect(dialog.locator('img')).toHaveCount(12)
  // So high that some remain.
  const sorted = cards
    .slice(3)
    .map(({ confidence }) => confidence!)
    .sort((one, other) => other - one)
  const percent = Math.floor(100 * sorted[9]!)
  for (let step = 0; step < percent; step++) await slider.press('ArrowRight')
  const wanted = cards.slice(3).filter(({ confidence }) => confidence! >= percent / 100)
  expect(wanted.length).toBeGreaterThan(1)
  // What changed after it was shown is not accepted unseen.
  const { id: last } = wanted.at(-1)!
  await expect(dialog.getByText(`${wanted.length} predictions`)).toBeVisible()
  let goOn = (): void => undefined
  const isPressed = new Promise<void>((resolve) => (goOn = resolve))
  await page.route('**/call/countImages', async (route) => {
    await isPressed
    await route.continue()
  })
  await callService(page, 'setLabel', { ids: [last], to: { newName: 'canyon' } })
  await dialog.getByRole('button', { name: `Accept ${wanted.length}` }).click()
  goOn()
  await expect(page.getByText('The predictions have changed.')).toBeVisible()
  expect((await callService(page, 'countImages', { filter: { status: ['labeled'] } })).total).toBe(4)
  await expect(dialog.getByRole('button', { name: `Accept ${wanted.length - 1}` })).toBeEnabled()
  await callService(page, 'undo', {})
  await dialog.getByRole('button', { name: `Accept ${wanted.length}` }).click()
  await expect(page.getByText(new RegExp(`Accepted ${wanted.length} predictions?`))).toBeVisible()
  const after = await callService(page, 'getCards', { ids })
  for (const [index, { label }] of after.entries()) {
    expect(label, cards[index]!.path).toBe(
      index < 3 ? 'canyon' : wanted.includes(cards[index]!) ? cards[index]!.prediction : null,
    )
  }
  const [edit] = await callService(page, 'listHistory', {})
  expect(edit).toMatchObject({ kind: 'accept', images: wanted.length })
  await page.keyboard.press('Control+z')
  await expect
    .poll(async () => (await callService(page, 'getCards', { ids })).filter(({ label }) => label !== null).length)
    .toBe(3)
})
