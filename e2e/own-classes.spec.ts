import type { Locator, Page } from '@playwright/test'
import { type DrawnKind, drawnKinds, kindOfDrawn, writeDrawnPhotos } from './support/drawn-photos.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { column, parseCsv } from './support/terminal.ts'
import { expect, type Glance, test } from './support/test.ts'

const photos = 40
test.use({ photos: 1, model: 'embedded' })

const grid = (page: Page): Locator => page.getByRole('listbox', { name: 'Photos' })
const palette = (page: Page): Locator => page.getByRole('region', { name: 'Your classes' })

/** The folder of drawn photos; their ids in the order of the names, and what each shows. */
async function openDrawn({ page, folder }: Glance): Promise<{ ids: number[]; kinds: DrawnKind[] }> {
  await grid(page).waitFor()
  await writeDrawnPhotos(folder, photos)
  await callService(page, 'rescan', {})
  await expect(page.getByText(`${photos} photos`).first()).toBeVisible()
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: photos })
  const cards = await callService(page, 'getCards', { ids })
  return { ids, kinds: cards.map(({ path }) => kindOfDrawn(Number(/\d+/.exec(path)![0]))) }
}

const listLabels = async (page: Page, ids: readonly number[]): Promise<(string | null)[]> =>
  (await callService(page, 'getCards', { ids: [...ids] })).map(({ label }) => label)

/** The key of each class as the view that is shown says it. */
async function readKeys(page: Page, rows: Locator): Promise<Record<string, string>> {
  await expect(rows).toHaveCount(drawnKinds.length)
  const pairs = await rows.evaluateAll((all) =>
    all.map((row) => [row.querySelector('bdi')!.textContent, row.querySelector('kbd')!.textContent]),
  )
  return Object.fromEntries(pairs) as Record<string, string>
}

const keysOfKinds = Object.fromEntries(drawnKinds.map((kind, index) => [kind, String(index + 1)]))

/** The photo that "Label next" asks about, or the first of its page, once it takes an answer. */
async function findAsked(page: Page): Promise<Locator> {
  const asked = page.getByRole('main').locator('img[data-photo], [role="option"]').first()
  await asked.waitFor()
  await expect(page.getByRole('main').locator('[aria-busy="true"], .busy')).toHaveCount(0)
  return asked
}

/** Every view says the same key for each class, and it does the same there; "Label next" once it has learned. */
async function checkKeys(page: Page, ids: readonly number[], { isTaught = false } = {}): Promise<void> {
  const rows = palette(page)
    .locator('button[data-class]')
    .filter({ has: page.locator('kbd') })
  const giveAndUndo = async (key: string, kind: DrawnKind): Promise<void> => {
    const before = await listLabels(page, ids)
    await page.keyboard.press(key)
    const expectGiven = async (): Promise<number> =>
      (await listLabels(page, ids)).filter((label, index) => label !== before[index] && label === kind).length
    await expect.poll(expectGiven).toBe(1)
    await page.keyboard.press('Control+z')
    await expect.poll(() => listLabels(page, ids)).toEqual(before)
  }
  await page.keyboard.press('Control+1')
  expect(await readKeys(page, rows)).toEqual(keysOfKinds)
  await grid(page).focus()
  await page.keyboard.press('End') // a photo without a label
  await giveAndUndo('2', drawnKinds[1])

  await page.keyboard.press('Control+2')
  await expect(page.getByText(new RegExp(`^\\d+ of ${photos}$`)).first()).toBeVisible()
  expect(await readKeys(page, rows)).toEqual(keysOfKinds)
  await giveAndUndo('3', drawnKinds[2])

  await page.keyboard.press('Control+3')
  await expect(page.getByRole('main')).toBeVisible()
  expect(await readKeys(page, rows)).toEqual(keysOfKinds)

  if (isTaught) {
    await page.keyboard.press('Control+7')
    await findAsked(page)
    const classes = page.getByRole('list', { name: 'Classes and their keys' }).getByRole('button')
    expect(await readKeys(page, classes.filter({ has: page.locator('kbd') }))).toEqual(keysOfKinds)
    await page.keyboard.press('Home') // of a page, the photo that the key is about
    await giveAndUndo('4', drawnKinds[3])
    await findAsked(page)
    await page.keyboard.press('ContextMenu')
    const menu = page.getByRole('menu').first()
    await expect(menu.getByRole('menuitem', { name: 'Label as' })).toBeVisible()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await giveAndUndo('5', drawnKinds[4])
  }
  await page.keyboard.press('Control+1')
  await grid(page).waitFor()
}

/** What was labeled and nothing else is in the project and in the file. */
async function checkOnlyChosen(
  { page }: Glance,
  { ids, csv, wanted }: { ids: readonly number[]; csv: string; wanted: readonly (string | null)[] },
): Promise<void> {
  expect(await listLabels(page, ids)).toEqual(wanted)
  const rows = parseCsv(csv)
  expect(column(rows, 'label')).toEqual(wanted.map((label) => label ?? ''))
  expect(column(rows, 'source')).toEqual(wanted.map((label) => (label === null ? '' : 'person')))
  const { labelSet } = (await callService(page, 'project', {}))!
  expect(labelSet.map(({ name, key }) => [name, key])).toEqual(
    drawnKinds.map((kind, index) => [kind, String(index + 1)]),
  )
}

const labeled = 20

test('five own classes from an empty project to the export, by keyboard alone', async ({ glance }) => {
  test.setTimeout(180_000)
  const { page } = glance
  const { ids, kinds } = await openDrawn(glance)

  await page.keyboard.press('Control+l')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await dialog.getByRole('textbox', { name: /class/i }).first().focus()
  for (const kind of drawnKinds) {
    await page.keyboard.type(kind)
    await page.keyboard.press('Enter')
    await expect(dialog.getByText(kind, { exact: true }).first()).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await checkKeys(page, ids)

  // Half of what is to be labeled before any model has run; `L` and Enter write nothing.
  await grid(page).focus()
  await page.keyboard.press('Home')
  const nameOne = async (index: number): Promise<void> => {
    await page.keyboard.press(keysOfKinds[kinds[index]!]!)
    await expect.poll(async () => (await listLabels(page, [ids[index]!]))[0]).toBe(kinds[index])
    await page.keyboard.press('ArrowRight')
  }
  for (let index = 0; index < labeled / 2; index++) await nameOne(index)
  await page.keyboard.press('l')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect((await listLabels(page, ids)).filter((label) => label !== null)).toHaveLength(labeled / 2)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('pre-label')
  await page.keyboard.press('Enter')
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(page.getByRole('button', { name: /^Learned from/ })).toBeVisible({ timeout: 30_000 })
  await checkKeys(page, ids, { isTaught: true })

  await grid(page).focus()
  await page.keyboard.press('Home')
  for (let index = 0; index < labeled / 2; index++) await page.keyboard.press('ArrowRight')
  for (let index = labeled / 2; index < labeled; index++) await nameOne(index)
  const wanted = kinds.map((kind, index) => (index < labeled ? kind : null))

  const csv = await glance.saveFile(async () => {
    await page.keyboard.press('Control+e')
    await page.getByRole('dialog', { name: 'Export labels' }).waitFor()
    await page.keyboard.press('Enter')
  })
  await checkOnlyChosen(glance, { ids, csv: csv.toString(), wanted })
})

test('five own classes from an empty project to the export, by mouse alone', async ({ glance }) => {
  test.setTimeout(180_000)
  const { page } = glance
  const { ids, kinds } = await openDrawn(glance)

  // Letters are typed; all else is clicked.
  await page.getByRole('textbox', { name: 'Which classes do you want to label?' }).click()
  await page.keyboard.insertText(drawnKinds.join('\n'))
  await page.getByRole('button', { name: 'Add 5 classes' }).click()
  await expect(palette(page).getByText('rings')).toBeVisible()

  const rowOf = (kind: string): Locator => palette(page).locator('button[data-class]').filter({ hasText: kind })
  const cells = grid(page).getByRole('option')
  const nameOne = async (index: number): Promise<void> => {
    await cells.nth(index).click()
    await rowOf(kinds[index]!).click()
    await expect.poll(async () => (await listLabels(page, [ids[index]!]))[0]).toBe(kinds[index])
  }
  for (let index = 0; index < 5; index++) await nameOne(index)
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(page.getByRole('button', { name: /^Learned from/ })).toBeVisible({ timeout: 30_000 })
  // By the menu of the photo, too.
  await cells.nth(5).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Label as' }).click()
  await page.getByRole('menu', { name: 'Label as' }).getByRole('menuitem', { name: kinds[5]! }).click()
  await expect.poll(async () => (await listLabels(page, [ids[5]!]))[0]).toBe(kinds[5])
  for (let index = 6; index < 8; index++) await nameOne(index)
  const wanted: (string | null)[] = kinds.map((kind, index) => (index < 8 ? kind : null))

  // The menu of the photo that "Label next" asks about.
  await page.getByRole('button', { name: 'Label next' }).first().click()
  const asked = await findAsked(page)
  const place = ids.indexOf(Number(await asked.getAttribute('data-photo')))
  expect(wanted[place]).toBeNull()
  await asked.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Label as' }).click()
  await page.getByRole('menu', { name: 'Label as' }).getByRole('menuitem', { name: kinds[place]! }).click()
  wanted[place] = kinds[place]!
  await expect.poll(() => listLabels(page, ids)).toEqual(wanted)
  await page.getByRole('button', { name: 'Library' }).first().click()
  await checkOnlyChosen(glance, { ids, csv: await glance.exportCsv(), wanted })
})
