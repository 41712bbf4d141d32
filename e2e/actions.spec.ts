import type { Locator, Page } from '@playwright/test'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 8 })

const photosOf = (page: Page): Locator => page.getByRole('listbox', { name: 'Photos' })
const photo = (page: Page, place: number): Locator => photosOf(page).getByRole('option').nth(place)
const barOf = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected photos' })
const menuOf = (page: Page): Locator => page.getByRole('menu', { name: 'Selected photos' })

/** Makes classes behind the page's back, and waits until it shows them. */
async function makeClasses(page: Page, names: string[]): Promise<void> {
  await callService(page, 'createClasses', { names })
  const palette = page.getByRole('region', { name: 'Your classes' })
  for (const name of names) await expect(palette.getByText(name, { exact: true })).toBeVisible()
}

async function listLabels(page: Page): Promise<(string | null)[]> {
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  return (await callService(page, 'getCards', { ids })).map(({ label }) => label)
}

test('one selected photo has the same bar as many, in the same place', async ({ glance }) => {
  const { page } = glance
  await expect(photosOf(page).getByRole('option')).toHaveCount(8)
  await expect(barOf(page)).toBeHidden()
  await photo(page, 0).click()
  await expect(barOf(page).getByText('1 selected')).toBeVisible()
  const label = barOf(page).getByRole('button', { name: 'Label…' })
  const [one, last] = [await label.boundingBox(), await photo(page, 7).boundingBox()]
  await photo(page, 1).click({ modifiers: ['Control'] })
  await expect(barOf(page).getByText('2 selected')).toBeVisible()
  expect(await label.boundingBox()).toEqual(one)
  expect(await photo(page, 7).boundingBox()).toEqual(last)

  // No photo is beneath it, whatever is scrolled to.
  await page.setViewportSize({ width: 1024, height: 560 })
  await photosOf(page).focus()
  await page.keyboard.press('End')
  const lowest = page.locator('#cell-7')
  await expect(lowest).toHaveAttribute('aria-selected', 'true')
  const isFree = async (): Promise<boolean> => {
    const [bar, cell] = [(await barOf(page).boundingBox())!, (await lowest.boundingBox())!]
    return cell.y + cell.height <= bar.y
  }
  await expect.poll(isFree).toBe(true)
  await page.setViewportSize({ width: 1280, height: 800 })

  // What an icon does is its name.
  await barOf(page).getByRole('button', { name: 'Flag the selected photos, or remove their flags' }).click()
  await expect(lowest).toHaveAccessibleName(/flagged/)
  await page.keyboard.press('Escape')
  await expect(barOf(page)).toBeHidden()
  await expect(page.getByText('Click a photo to select it.')).toBeVisible()
})

test('the menu of a photo is about it, or about the selection that it is in', async ({ glance }) => {
  const { page } = glance
  await expect(photosOf(page).getByRole('option')).toHaveCount(8)
  await makeClasses(page, ['cat', 'dog'])
  await photo(page, 0).click()
  await photo(page, 1).click({ modifiers: ['Control'] })
  await photo(page, 1).click({ button: 'right' })
  await expect(menuOf(page)).toBeVisible()
  await expect(barOf(page).getByText('2 selected')).toBeVisible()
  await menuOf(page).getByRole('menuitem', { name: 'Label as' }).click()
  await page.getByRole('menu', { name: 'Label as' }).getByRole('menuitem', { name: 'dog' }).click()
  await expect(page.getByText('2 photos labeled dog.')).toBeVisible()
  expect((await listLabels(page)).slice(0, 3)).toEqual(['dog', 'dog', null])
  await expect(photosOf(page)).toBeFocused()

  // Another photo: it alone is selected.
  await photo(page, 3).click({ button: 'right' })
  await expect(menuOf(page)).toBeVisible()
  await expect(photo(page, 3)).toHaveAttribute('aria-selected', 'true')
  await expect(barOf(page).getByText('1 selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menuOf(page)).toBeHidden()
  await expect(photosOf(page)).toBeFocused()
  // Keys are the page's again.
  await page.keyboard.press('1')
  await expect.poll(() => listLabels(page).then((labels) => labels[3])).toBe('cat')
})

test('the menu opens, is gone through and closed by keys, in the library, the review and the sweep', async ({
  glance,
}) => {
  const { page } = glance
  await expect(photosOf(page).getByRole('option')).toHaveCount(8)
  await makeClasses(page, ['cat', 'dog'])
  await photosOf(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+F10')
  await expect(menuOf(page).getByRole('menuitem', { name: 'Label as' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menuOf(page)).toBeHidden()
  await page.keyboard.press('ContextMenu')
  await expect(menuOf(page)).toBeVisible()
  await expect(menuOf(page).getByRole('menuitem', { name: 'Label as' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('menu', { name: 'Label as' }).getByRole('menuitem', { name: 'cat' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => listLabels(page).then((labels) => labels[1])).toBe('cat')
  await expect(photosOf(page)).toBeFocused()

  // What opens a dialog has the focus in it.
  await page.keyboard.press('Shift+F10')
  await menuOf(page).getByRole('menuitem', { name: 'Note…' }).click()
  await page.keyboard.type('blurred')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(photo(page, 1)).toHaveAccessibleName(/note: blurred/)

  await page.keyboard.press('Control+2')
  await expect(page.getByText('2 of 8')).toBeVisible()
  await page.keyboard.press('Shift+F10')
  await menuOf(page).getByRole('menuitem', { name: 'Clear the label' }).click()
  await expect.poll(() => listLabels(page).then((labels) => labels[1])).toBeNull()
  await page.locator('[data-photo]').first().click({ button: 'right' })
  await menuOf(page).getByRole('menuitem', { name: 'Flag' }).click()
  await expect(page.getByRole('button', { name: 'Flag', pressed: true })).toBeVisible()
})

test('a menu in the sweep is about the photo that it was opened on, beside marked ones', async ({ glance }) => {
  const { page } = glance
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.keyboard.press('Control+3')
  const list = page.getByRole('listbox', { name: 'Photos to check. Mark the wrong ones.' })
  const cells = list.getByRole('option')
  await expect(cells).toHaveCount(8)
  await cells.nth(0).click()
  await expect(cells.nth(0)).toHaveAttribute('aria-selected', 'true')
  await cells.nth(2).click({ button: 'right' })
  await menuOf(page)
    .getByRole('menuitem', { name: /^Accept/ })
    .click()
  await expect.poll(async () => (await listLabels(page)).filter((label) => label !== null).length).toBe(1)
  await expect(cells.nth(0)).toHaveAttribute('aria-selected', 'true')
  await expect(cells.nth(2)).toBeFocused()
  await cells.nth(3).click({ button: 'right' })
  await menuOf(page).getByRole('menuitem', { name: 'Mark as wrong' }).click()
  await expect(cells.nth(3)).toHaveAttribute('aria-selected', 'true')
})

test('the command palette has what can be done now, with keys, and the classes', async ({ glance }) => {
  const { page } = glance
  await expect(photosOf(page).getByRole('option')).toHaveCount(8)
  await makeClasses(page, ['cat', 'dog'])
  const dialog = page.getByRole('dialog', { name: 'Commands' })
  const options = dialog.getByRole('option')
  await photo(page, 2).click()
  await photosOf(page).focus()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('dog')
  await expect(options).toHaveCount(1)
  await expect(options).toHaveText(/Label as .*dog.*2/s)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect.poll(() => listLabels(page).then((labels) => labels[2])).toBe('dog')
  await expect(photosOf(page)).toBeFocused()

  // What was done last comes first; Escape leaves everything as it was.
  await page.keyboard.press('Control+k')
  await expect(options.first()).toHaveText(/Label as .*dog/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(photosOf(page)).toBeFocused()

  // Nothing that cannot be done: there is no prediction to accept yet.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('accept')
  await expect(dialog.getByText('Nothing found')).toBeVisible()
  await page.keyboard.press('Escape')

  // A dialog, a view, and what opens a field of its own.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('label set')
  await expect(options.first()).toHaveText(/Label set.*Ctrl.*L/s)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Label set' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('type a class')
  await page.keyboard.press('Enter')
  await page.keyboard.type('wombat')
  await page.keyboard.press('Enter')
  await expect.poll(() => listLabels(page).then((labels) => labels[2])).toBe('wombat')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('search by')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Search by file name' })).toBeFocused()
  // From a field, too.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('go to rev')
  await page.keyboard.press('Enter')
  await expect(page.getByText('3 of 8')).toBeVisible()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Commands' }).click()
  await expect(dialog).toBeVisible()
})
