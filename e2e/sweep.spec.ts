import { listShown, pressEnterTwice, waitUntilShown } from './support/pages.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 24 })

test('a page is swept: the wrong ones are marked, one key accepts the rest, one undo takes it back', async ({
  glance,
}) => {
  let { page } = glance
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.keyboard.press('w')
  const options = page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')
  await expect(options).toHaveCount(24)

  // By the most frequent prediction first, and in it the most doubtful; one is marked by a click, one by a key.
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'sweep' }, limit: 100 })
  const before = await callService(page, 'getCards', { ids })
  await options.nth(3).click()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('x')
  await expect(page.getByText('2 marked as wrong')).toBeVisible()
  await waitUntilShown(page)
  await page.keyboard.press('Enter')
  await waitUntilShown(page)
  const after = await callService(page, 'getCards', { ids })
  const wrong = new Set([ids[3], ids[4]])
  for (const [index, card] of after.entries()) {
    expect(card.label, card.path).toBe(wrong.has(card.id) ? null : before[index]!.prediction)
    // What was called wrong is not offered again.
    if (wrong.has(card.id)) expect(card.prediction).not.toBe(before[index]!.prediction)
  }
  await expect(options).toHaveCount(2)
  const [history] = await callService(page, 'listHistory', {})
  expect(history).toMatchObject({ kind: 'sweep', subject: '2', images: 24, undone: false })

  // One step back brings the page back as it was, also after a restart.
  await glance.restart()
  page = glance.page
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('w')
  await expect(page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')).toHaveCount(2)
  await waitUntilShown(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')).toHaveCount(0)
  await page.keyboard.press('Backspace')
  await expect(page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')).toHaveCount(2)
  await page.keyboard.press('Backspace')
  await expect(page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')).toHaveCount(24)
  expect((await callService(page, 'getCards', { ids })).map(({ label, prediction }) => [label, prediction])).toEqual(
    before.map(({ prediction }) => [null, prediction]),
  )
})

test('marked photos get a class by typing, stay where they are, and are done with; a skipped page comes again at the end', async ({
  glance: { page },
}) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(page, 'prelabel')
  await page.keyboard.press('w')
  const options = page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')
  await expect(options).toHaveCount(24)
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'sweep' }, limit: 100 })
  await options.nth(0).click()
  await page.keyboard.press('l')
  await page.keyboard.type('harbour')
  await page.keyboard.press('Enter')
  // The first class of one's own closes the label set: what else is predicted is hidden, and that is said.
  await expect(page.getByText('“harbour” is now one of your classes. Ctrl+Z to undo.')).toBeVisible()
  await expect(page.getByText('23 photos are left. The model predicts none of your classes for them.')).toBeVisible()
  await expect(options).toHaveCount(0)
  await page.getByRole('button', { name: "Show the model's other classes" }).click()
  await expect(options).toHaveCount(23)
  const { ids: left } = await callService(page, 'listImages', {
    filter: { status: ['needs review', 'pre-labeled'] },
    sort: { by: 'sweep' },
    limit: 100,
  })
  await options.nth(0).click()
  await options.nth(5).click()
  await page.keyboard.press('l')
  await page.keyboard.type('harbour')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 photos labeled harbour.')).toBeVisible()
  await expect(options).toHaveCount(23)
  const given = [ids[0]!, left[0]!, left[5]!]
  expect((await callService(page, 'getCards', { ids: given })).map(({ label }) => label)).toEqual(
    given.map(() => 'harbour'),
  )
  await page.keyboard.press('s')
  await expect(options).toHaveCount(21)
  await waitUntilShown(page)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nothing left to sweep')).toBeVisible()
  const cards = await callService(page, 'getCards', { ids })
  expect(cards.every(({ status }) => status === 'labeled')).toBe(true)
  expect(cards.filter(({ label }) => label === 'harbour')).toHaveLength(3)
})

test('a second Enter does not accept a page that nobody has seen, and an undo brings a page back as it was', async ({
  glance: { page },
}) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(page, 'prelabel')
  await page.evaluate(() => localStorage.setItem('sweep-size', '240'))
  await page.reload()
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.keyboard.press('w')
  await waitUntilShown(page)
  const first = await listShown(page)
  expect(first.length).toBeLessThan(13)
  await page.getByRole('option').nth(2).click()
  const countLabeled = async (): Promise<number> =>
    (await callService(page, 'countImages', { filter: { status: ['labeled'] } })).total

  await pressEnterTwice(page)
  await expect(page.getByText('This page is new: look at it first, then accept it.')).toBeVisible()
  await waitUntilShown(page)
  expect(await countLabeled()).toBe(first.length - 1)
  await expect(
    page.getByText(new RegExp(`^${first.length - 1} photos? accepted as .*\\. Ctrl\\+Z to undo\\.`)),
  ).toBeVisible()
  const second = await listShown(page)
  await page.keyboard.press('Enter')
  await expect.poll(countLabeled).toBe(first.length + second.length - 1)
  await waitUntilShown(page)

  // Each undo brings its page back as it was, in its order and with its marks; the button leaves the keys to the page.
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => listShown(page)).toEqual(second)
  await expect(page.getByRole('listbox', { name: 'Photos to check' })).toBeFocused()
  await page.keyboard.press('Backspace')
  await expect.poll(() => listShown(page)).toEqual(first)
  await expect(page.getByRole('option', { selected: true })).toHaveCount(1)
  expect(await countLabeled()).toBe(0)
})

test('a sweep asks about nothing that the filters of the library hide', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const failed = page.getByRole('checkbox', { name: /^failed/ })
  const options = page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option')
  await failed.check()
  await expect(page.getByText('No photo matches the filters')).toBeVisible()
  await page.keyboard.press('Control+3')
  await expect(page.getByText('Nothing left to sweep')).toBeVisible()
  await expect(page.getByText('0 photos left')).toBeVisible()
  await expect(options).toHaveCount(0)
  await page.keyboard.press('Control+1')
  await failed.uncheck()
  await page.keyboard.press('Control+3')
  await expect(options).toHaveCount(24)
})

test('a long name below a photo has two lines', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.keyboard.press('w')
  const cell = page.getByRole('listbox', { name: 'Photos to check' }).getByRole('option').first()
  const name = cell.locator('.text')
  const oneLine = (await name.boundingBox())!.height
  await name.evaluate((element) => {
    element.firstElementChild!.textContent = 'a name of two words and then some more'
  })
  const [text, all] = [(await name.boundingBox())!, (await cell.boundingBox())!]
  expect(text.height).toBeGreaterThan(1.5 * oneLine)
  expect(text.y + text.height).toBeLessThanOrEqual(all.y + all.height + 1)
})
