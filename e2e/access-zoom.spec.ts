import { findLayoutFaults } from './support/layout.ts'
import { eachDialog, showLibrary, views } from './support/places.ts'
import { test } from './support/rich-project.ts'
import { callService, waitForJob } from './support/service-call.ts'
import { expect } from './support/test.ts'

test.use({ photos: 9 })

/** The last is to a page what a window of 1280×800 is at 200 %. */
const windows = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
  { width: 640, height: 400 },
] as const

for (const language of ['en', 'ru'] as const) {
  test(`nothing is cut off, covered or turned by hard names, in small windows, at 200 % and in ${language}`, async ({
    filled: glance,
  }) => {
    const { page } = glance
    const faults: string[] = []
    for (const { width, height } of windows) {
      await page.setViewportSize({ width, height })
      expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height])
      await showLibrary(glance, language, width === 640 ? 'dark' : 'light')
      const look = async (name: string): Promise<void> => {
        faults.push(...(await findLayoutFaults(page)).map((fault) => `${width}×${height} ${name}: ${fault}`))
      }
      await eachDialog(glance, language, look)
      for (const { name, open } of views) {
        await open(page, language)
        await look(name)
      }
    }
    expect(faults).toEqual([])
  })
}

test('what would be cut off is found by the measuring', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.setViewportSize({ width: 640, height: 400 })
  const predictions = page.getByRole('checkbox', { name: 'Also predictions' })
  await page.keyboard.press('Control+e')
  // Without a model there are none; the form says so and offers none.
  await expect(predictions).toBeDisabled()
  await expect(page.getByText('No model has run on these photos yet.')).toBeVisible()
  await page.keyboard.press('Escape')
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  await page.keyboard.press('Control+e')
  await page.getByRole('dialog').waitFor()
  await predictions.check()
  expect(await findLayoutFaults(page)).toEqual([])
  await page.addStyleTag({
    content: '[role="dialog"] > * { overflow: hidden !important } [role="dialog"] button { max-width: 40px }',
  })
  const faults = (await findLayoutFaults(page)).join('\n')
  expect(faults).toContain('control')
  expect(faults).toContain('reaches out of its button')
})

test('a message covers no button of a view, its footer least of all', async ({ filled: glance }) => {
  const { page } = glance
  const faults: string[] = []
  for (const size of windows.slice(0, 2)) {
    await page.setViewportSize(size)
    await showLibrary(glance, 'en', 'light')
    for (const { name, open } of views.slice(0, 6)) {
      await open(page, 'en')
      await page.keyboard.press('9') // a key without a class
      const message = page.locator('.toast', { hasText: 'Key 9 has no class' })
      await message.waitFor()
      const covered = await page.getByRole('button').evaluateAll((buttons) => {
        const toast = document.querySelector('.toast')!.getBoundingClientRect()
        return buttons
          .filter((button) => {
            const { left, right, top, bottom } = button.getBoundingClientRect()
            const isUnder = left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top
            return isUnder && button.closest('.toast') === null
          })
          .map((button) => button.getAttribute('aria-label') ?? button.textContent)
      })
      faults.push(...covered.map((button) => `${size.width}×${size.height} ${name}: ${button}`))
      await message.getByRole('button', { name: 'Dismiss' }).click()
      await message.waitFor({ state: 'detached' })
    }
  }
  expect(faults).toEqual([])
})

test('a message while a dialog is open covers none of its buttons, and closing it closes nothing else', async ({
  glance: { page },
}) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  for (const size of windows) {
    await page.setViewportSize(size)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Splits' }).click()
    const dialog = page.getByRole('dialog', { name: 'Splits' })
    await dialog.getByRole('button', { name: 'Assign' }).click()
    const dismiss = page.getByRole('button', { name: 'Dismiss' })
    await dismiss.waitFor()
    const covered = await dialog.getByRole('button').evaluateAll((buttons) => {
      const toast = document.querySelector('.toast')!.getBoundingClientRect()
      return buttons
        .filter((button) => {
          const { left, right, top, bottom } = button.getBoundingClientRect()
          return left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top
        })
        .map((button) => button.getAttribute('aria-label') ?? button.textContent)
    })
    expect(covered).toEqual([])
    await dismiss.click()
    await expect(dismiss).toHaveCount(0)
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
})

test('a state of the filters is said in full beside a scrollbar', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.addStyleTag({ content: 'aside { padding-right: 64px !important }' })
  const row = page.locator('label', { has: page.getByRole('checkbox', { name: /^outside your classes/ }) })
  const isCut = await row.evaluate((label) =>
    [...label.querySelectorAll('span')].some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1),
  )
  expect(isCut).toBe(false)
})
