import type { Page } from '@playwright/test'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 6 })

const labels = async (page: Page): Promise<(string | null)[]> => {
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  return (await callService(page, 'getCards', { ids })).map(({ label }) => label)
}

/** Labels the photo with the focus by typing the class. */
async function give(page: Page, className: string): Promise<void> {
  await page.keyboard.press('l')
  await page.keyboard.type(className)
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => (await callService(page, 'project', {}))!.labelSet.map(({ name }) => name))
    .toContain(className)
}

test('edits are listed in words; by keys a person goes back and forth, and a new edit ends what was undone', async ({
  glance,
}) => {
  let { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(6)
  const none = [null, null, null]

  // Two photos, one after the other, then all of them at once.
  await page.keyboard.press('Home')
  await give(page, 'cat')
  await page.keyboard.press('ArrowRight')
  await give(page, 'dog')
  await page.keyboard.press('Control+a')
  await give(page, 'fox')
  expect(await labels(page)).toEqual(Array<string>(6).fill('fox'))

  await page.keyboard.press('Control+Shift+h')
  const history = page.getByRole('dialog', { name: 'History' })
  const rows = history.getByRole('group', { name: 'Edits' }).getByRole('button')
  await expect(rows).toHaveText([
    /^Labeled 6 photos fox/,
    /^Labeled 1 photo dog/,
    /^Labeled 1 photo cat/,
    /^Start, before all edits/,
  ])
  await expect(rows.first()).toHaveAttribute('aria-current', 'step')
  await expect(rows.first()).toBeFocused()

  // Two down: it says first how many edits that undoes.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(2).getByText('Undoes 2 edits')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(rows.nth(2)).toHaveAttribute('aria-current', 'step')
  expect(await labels(page)).toEqual(['cat', null, null, ...none])

  // Forward by one: what is undone stays above the line.
  await page.keyboard.press('ArrowUp')
  await expect(rows.nth(1).getByText('Redoes 1 edit')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(rows.nth(1)).toHaveAttribute('aria-current', 'step')
  expect(await labels(page)).toEqual(['cat', 'dog', null, ...none])

  // The history is the project's: it is there after a restart, and continues from the same position.
  await glance.restart()
  page = glance.page
  await expect(page.getByText('2 labeled')).toBeVisible()
  await page.keyboard.press('Control+Shift+h')
  await expect(rowsOf(page)).toHaveText([
    /^Labeled 6 photos fox.*undone/,
    /^Labeled 1 photo dog/,
    /^Labeled 1 photo cat/,
    /^Start, before all edits/,
  ])
  await expect(rowsOf(page).nth(1)).toHaveAttribute('aria-current', 'step')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(rowsOf(page).nth(3)).toHaveAttribute('aria-current', 'step')
  expect(await labels(page)).toEqual([null, null, null, ...none])
  await page.keyboard.press('Escape')

  // Something new: what was undone is no longer to be had.
  await page.getByRole('listbox', { name: 'Photos' }).focus()
  await page.keyboard.press('Home')
  await give(page, 'owl')
  await page.keyboard.press('Control+Shift+h')
  await expect(rowsOf(page)).toHaveText([/^Labeled 1 photo owl/, /^Start, before all edits/])
  expect((await callService(page, 'project', {}))!.canRedo).toBe(false)
  expect((await labels(page))[0]).toBe('owl')
})

const rowsOf = (page: Page) =>
  page.getByRole('dialog', { name: 'History' }).getByRole('group', { name: 'Edits' }).getByRole('button')
