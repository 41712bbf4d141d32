import { callService, waitForJob } from './support/service-call.ts'
import { findLayoutFaults } from './support/layout.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 12, photoNames: [] })

const classes = 1000
const nameOf = (place: number): string => `kind ${String(place).padStart(3, '0')}`

test('a label set of a thousand classes: palette, dialog, search, review and sweep find and give each of them', async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  const palette = page.getByRole('region', { name: 'Classes' })
  const rows = palette.locator('button[data-class]')
  const dialog = page.getByRole('dialog')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const labelOf = async (index: number): Promise<string[]> =>
    (await callService(page, 'getPhoto', { id: ids[index]! })).labels
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await callService(page, 'createClasses', { names: Array.from({ length: classes }, (_, place) => nameOf(place)) })
  await expect(palette.getByText('1,000')).toBeVisible()

  // The palette: twenty have keys and come first; of the others only those in view are drawn.
  await expect(rows.first()).toContainText(nameOf(0))
  await expect(rows.first().locator('kbd')).toHaveText('1')
  expect(await rows.count()).toBeLessThan(100)
  await rows.first().focus()
  await page.keyboard.press('End')
  await expect(rows.filter({ hasText: nameOf(999) })).toBeFocused()
  await expect(rows.filter({ hasText: nameOf(999) }).locator('kbd')).toHaveCount(0)
  await palette.getByRole('searchbox', { name: 'Search classes' }).fill('777')
  await expect(rows).toHaveCount(1)
  await photos.focus()
  await page.keyboard.press('Home')
  await rows.first().click()
  await expect.poll(() => labelOf(0)).toEqual([nameOf(777)])
  // What was given last follows those that have a key.
  await palette.getByRole('searchbox', { name: 'Search classes' }).fill('')
  await rows.first().focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowDown')
  await expect(rows.filter({ hasText: nameOf(777) })).toBeFocused()

  // Typed: the first letters offer some, the whole name gives that one, and a key gives its class.
  await photos.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('l')
  await page.keyboard.type('kind')
  await expect(dialog.getByRole('option', { name: nameOf(0) })).toBeVisible()
  await expect(dialog.getByText('950 more')).toBeVisible()
  await page.keyboard.type(' 998')
  await expect(dialog.getByRole('option').first()).toContainText(nameOf(998))
  await page.keyboard.press('Enter')
  await expect.poll(() => labelOf(1)).toEqual([nameOf(998)])
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+Digit0')
  await expect.poll(() => labelOf(2)).toEqual([nameOf(19)])

  // The dialog of the label set: from the first to the last, a search, a name, a place.
  await page.keyboard.press('Control+l')
  const tree = dialog.getByRole('treegrid')
  const order = async (): Promise<string[]> =>
    (await callService(page, 'project', {}))!.labelSet.map(({ name }) => name)
  await expect(tree).toHaveAttribute('aria-rowcount', String(classes))
  await tree.getByText(nameOf(0)).click()
  await page.keyboard.press('End')
  await expect(tree.getByRole('row', { name: nameOf(999) })).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(async () => (await order()).slice(-2)).toEqual([nameOf(999), nameOf(998)])
  await expect(tree.getByRole('row', { name: nameOf(999) })).toBeVisible()
  await dialog.getByRole('searchbox', { name: 'Search classes' }).fill('555')
  await expect(tree).toHaveAttribute('aria-rowcount', '1')
  await tree.getByText(nameOf(555)).click()
  await page.keyboard.press('F2')
  await page.keyboard.type('renamed 555')
  await page.keyboard.press('Enter')
  await expect(tree.getByText('renamed 555')).toBeVisible()
  expect((await order())[555]).toBe('renamed 555')
  await expect.poll(() => findLayoutFaults(page)).toEqual([])
  // All at once: marked, and left alone again.
  await dialog.getByRole('searchbox', { name: 'Search classes' }).fill('')
  await tree.focus()
  await page.keyboard.press('Control+a')
  await expect(dialog.getByText('1,000 classes selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  // Review and sweep.
  await photos.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByText('12 of 12')).toBeVisible()
  await expect(rows.first().locator('kbd')).toHaveText('1')
  await page.keyboard.press('l')
  await page.keyboard.type('RENAMED 555')
  await page.keyboard.press('Enter')
  await expect.poll(() => labelOf(11)).toEqual(['renamed 555'])
  expect((await order()).length).toBe(classes)
  // A label brings the next photo without one, here from the beginning again.
  await expect(page.getByText('12 of 12')).toBeHidden()
  const next = ids.indexOf(Number(await page.locator('[data-photo]').first().getAttribute('data-photo')))
  expect(await labelOf(next)).toEqual([])
  await page.keyboard.press('3')
  await expect.poll(() => labelOf(next)).toEqual([nameOf(2)])
  await page.keyboard.press('Control+3')
  await expect(palette.getByText('1,000')).toBeVisible()
  await expect(rows.first()).toContainText(nameOf(0))

  // In a small window the palette is a row, which says how many it leaves out.
  await page.keyboard.press('Control+1')
  await page.setViewportSize({ width: 900, height: 640 })
  await page.getByRole('button', { name: 'Show the classes' }).click()
  await expect(palette.getByText('940 more')).toBeVisible()
  await expect.poll(() => findLayoutFaults(page)).toEqual([])
})
