import type { Page } from '@playwright/test'
import { waitUntilShown } from './support/pages.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 12 })

/** What has the focus, and whether that is to be seen. */
async function readFocus(page: Page): Promise<{ name: string; shows: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return { name: '', shows: false }
    const { outlineStyle, boxShadow } = getComputedStyle(element)
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null
    return {
      name: (element.getAttribute('aria-label') ?? label ?? element.textContent).trim().replaceAll(/\s+/g, ' '),
      // Lists draw the focus around the photo or row that keys act on.
      shows: outlineStyle !== 'none' || boxShadow !== 'none' || element.matches('[role="listbox"], [role="treegrid"]'),
    }
  })
}

/** Walks by Tab to what has this name; every stop on the way is to be seen. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab')
    const { name, shows } = await readFocus(page)
    if (name !== '') expect(shows, name).toBe(true)
    if (wanted.test(name)) return
  }
  throw new Error(`Tab does not come to ${String(wanted)}`)
}

/** Closes the dialog; the focus is back in the page. */
async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName ?? 'BODY')).not.toBe('BODY')
}

test('a project is labeled from the first prediction to the export without a mouse', async ({ glance: { page } }) => {
  const photos = page.getByRole('listbox', { name: 'Photos', exact: true })
  await photos.waitFor()
  await tabTo(page, /^Pre-label$/)
  await page.keyboard.press('Enter')
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await expect(photos.getByText(/\d+ %/).first()).toBeVisible()
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const labels = async (): Promise<(string | null)[]> =>
    (await callService(page, 'getCards', { ids })).map(({ label }) => label)

  // A filter on, and off again.
  await tabTo(page, /^labeled/)
  await page.keyboard.press('Space')
  await expect(page.getByText('0 of 12 photos')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(photos.getByRole('option')).toHaveCount(12)
  for (const status of [/^pre-labeled/, /^needs review/]) {
    await tabTo(page, status)
    await page.keyboard.press('Space')
  }
  await expect(page.getByRole('group', { name: 'Active filters' })).toContainText('Status: pre-labeled, needs review')

  // A page of predictions, one of them wrong.
  await page.keyboard.press('Control+3')
  const swept = page.getByRole('listbox', { name: 'Photos to check' })
  await expect(swept.getByRole('option')).toHaveCount(12)
  await expect(swept).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('x')
  await waitUntilShown(page)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await labels()).filter((label) => label !== null).length).toBe(11)

  // The one that is left gets a class by typing.
  await page.keyboard.press('Control+2')
  await expect(page.getByText(/^\d+ of 12$/)).toBeVisible()
  await page.keyboard.press('n')
  await page.keyboard.press('l')
  await page.keyboard.type('canyon')
  await page.keyboard.press('Enter')
  await expect.poll(labels).toContain('canyon')
  expect(await labels()).not.toContain(null)
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  // Back in the history, before both.
  await page.keyboard.press('Control+Shift+h')
  const rows = page.getByRole('dialog', { name: 'History' }).getByRole('group', { name: 'Edits' }).getByRole('button')
  await expect(rows.first()).toBeFocused()
  await page.keyboard.press('End')
  await expect(rows.last()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await labels()).every((label) => label === null)).toBe(true)
  await leave(page)

  // A class of one's own, with a key, which labels.
  await page.keyboard.press('Control+l')
  await page.getByRole('dialog', { name: 'Label set' }).waitFor()
  await page.keyboard.type('boat')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('treegrid').getByText('boat')).toBeVisible()
  await expect(page.getByText('1 class added.')).toBeVisible() // the row that keys are about is the new one by then
  for (
    let step = 0;
    step < 12 && !(await page.evaluate(() => document.activeElement?.closest('[role="treegrid"]') !== null));
    step++
  )
    await page.keyboard.press('Tab')
  await page.keyboard.press('k')
  await page.keyboard.press('b')
  await expect
    .poll(async () => (await callService(page, 'project', {}))!.labelSet)
    .toMatchObject([{ name: 'boat', key: 'b' }])
  await leave(page)
  await page.keyboard.press('Control+1')
  await photos.waitFor()
  await tabTo(page, /^Photos$/)
  await page.keyboard.press('Home')
  await page.keyboard.press('b')
  await expect.poll(labels).toContain('boat')

  // Every stop of the other views, then another language, and the way to the export.
  for (const view of ['Control+2', 'Control+3', 'Control+7', 'Control+4']) {
    await page.keyboard.press(view)
    await tabTo(page, /^More$/)
  }
  await page.keyboard.press('Control+,')
  await page.getByRole('dialog', { name: 'Settings' }).waitFor()
  await tabTo(page, /^Русский$/)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  await leave(page)
  await page.keyboard.press('Control+e')
  await page.getByRole('dialog', { name: 'Экспорт меток' }).waitFor()
  await leave(page)
})
