import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { column, parseCsv } from './support/terminal.ts'

test.use({ photos: 12, photoNames: ['<img src=x onerror=alert(1)>.jpg'] })

test('a folder is pre-labeled, corrected by keyboard alone, undone, closed, opened again and exported', async ({
  glance,
}) => {
  let { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(13)
  // The name of a file is a text, whatever is in it.
  await expect(photos.getByText('<img src=x onerror=alert(1)>.jpg')).toBeVisible()

  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(page.getByText(/native CPU/).first()).toBeVisible()
  await expect(photos.getByText(/\d+ %/).first()).toBeVisible()

  // By keys from here on: the first prediction accepted, a new class made, the third skipped,
  // the fourth given the second prediction.
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const [first, second, third, fourth] = ids
  const read = async (id: number): Promise<string | null> => (await callService(page, 'getPhoto', { id })).label
  const { prediction } = await callService(page, 'getPhoto', { id: first! })
  const { fused } = await callService(page, 'getPhoto', { id: fourth! })
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 13')).toBeVisible()
  await expect(page.getByText('Both heads predict').or(page.getByText('The heads disagree')).first()).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByText('2 of 13')).toBeVisible()
  expect(await read(first!)).toBe(prediction) // on the disk before the page moves on
  await page.keyboard.press('l')
  await page.keyboard.type('wombat')
  await page.keyboard.press('Enter')
  await expect(page.getByText('3 of 13')).toBeVisible()
  expect(await read(second!)).toBe('wombat')
  await expect(page.getByText('“wombat” is now one of your classes. Ctrl+Z to undo.')).toBeVisible()
  await page.keyboard.press('s')
  await expect(page.getByText('4 of 13')).toBeVisible()
  expect(await read(third!)).toBeNull()
  // The name alone may be that of a label given before.
  await expect(page.getByRole('button', { name: new RegExp(`^Alt\\+2 ${fused[1]!.className}`) })).toBeVisible()
  await page.keyboard.press('Alt+2')
  await expect(page.getByText('5 of 13')).toBeVisible()
  expect(await read(fourth!)).toBe(fused[1]!.className)

  await page.keyboard.press('Control+z')
  await expect.poll(() => read(fourth!)).toBeNull()
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => read(fourth!)).toBe(fused[1]!.className)
  await page.keyboard.press('Control+z')
  await expect.poll(() => read(fourth!)).toBeNull()

  await glance.restart()
  page = glance.page
  await expect(page.getByText('2 labeled')).toBeVisible()
  // Undo and redo continue where they were.
  await page.keyboard.press('Control+y')
  await expect(page.getByText('3 labeled')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('2 labeled')).toBeVisible()

  const rows = parseCsv(await glance.exportCsv())
  expect(rows).toHaveLength(13)
  expect(rows.slice(0, 4).map(({ label, source }) => [label, source])).toEqual([
    [prediction, 'person'],
    ['wombat', 'person'],
    ['', ''], // what no one decided is no label
    ['', ''],
  ])
  expect(column(rows, 'file_name')[0]).toBe('<img src=x onerror=alert(1)>.jpg')
})

test('many are selected and labeled by keys as one edit', async ({ glance }) => {
  const { page } = glance
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(13)
  await photos.focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByText('4 selected').first()).toBeVisible()
  await page.keyboard.press('l')
  await page.keyboard.type('field')
  await page.keyboard.press('Enter')
  await expect(page.getByText('4 labeled')).toBeVisible()
  // Shift-click, ctrl-click and a filter agree with the keys.
  await photos.getByRole('option').nth(5).click()
  await photos
    .getByRole('option')
    .nth(8)
    .click({ modifiers: ['Shift'] })
  await photos
    .getByRole('option')
    .nth(6)
    .click({ modifiers: ['Control'] })
  await expect(page.getByText('3 selected').first()).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('0 labeled')).toBeVisible()
})
