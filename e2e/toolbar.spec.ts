import type { Page } from '@playwright/test'
import { callService, waitForJob } from './support/service-call.ts'
import { findLayoutFaults } from './support/layout.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 4 })

/** Views whose words cannot be read in the toolbar, and everything of the toolbar that is cut off. */
async function findFaults(page: Page): Promise<string[]> {
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('header .segment')].flatMap((button) => {
      const words = button.querySelector<HTMLElement>('.words')
      const box = button.getBoundingClientRect()
      if (words === null || words.textContent === '') return ['a view without words']
      const { left, right, width } = words.getBoundingClientRect()
      const isWhole = width > 20 && words.scrollWidth <= words.clientWidth + 1 && left >= box.left && right <= box.right
      return isWhole ? [] : [`"${words.textContent}" is not to be read`]
    }),
  )
  return [...hidden, ...(await findLayoutFaults(page))]
}

test('the views have words in the toolbar from 1024 pixels on, in both languages', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  const faults: string[] = []
  for (const language of ['en', 'ru']) {
    if (language === 'ru') {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitemradio', { name: 'Русский' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
    }
    for (const width of [1024, 1440, 1536]) {
      await page.setViewportSize({ width, height: 800 })
      for (const key of ['Control+1', 'Control+2', 'Control+6']) {
        await page.keyboard.press(key)
        await page.screenshot({ path: `dist/look/toolbar-${language}-${width}-${key.at(-1)}.png` })
        faults.push(...(await findFaults(page)).map((fault) => `${language} ${width} ${key}: ${fault}`))
      }
    }
  }
  expect(faults).toEqual([])
})

test("the project's name and the hint of the search can be read in narrow windows", async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.locator('.folder-menu').evaluate((element) => {
    element.querySelector('bdi')!.textContent = 'A project with a long name'
  })
  for (const language of ['en', 'ru']) {
    if (language === 'ru') {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitemradio', { name: 'Русский' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
    }
    for (const width of [1024, 1180, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      const name = await page.locator('.folder-menu .name').boundingBox()
      expect(name!.width, `${language} ${width}`).toBeGreaterThan(30)
      const hint = await page.locator('header input').evaluate((input: HTMLInputElement) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(input)
        const context = document.createElement('canvas').getContext('2d')!
        context.font = font
        const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
        return room - context.measureText(input.placeholder).width
      })
      expect(hint, `${language} ${width}`).toBeGreaterThanOrEqual(0)
      // The grid is laid out anew in the next frame.
      await expect.poll(() => findLayoutFaults(page), { message: `${language} ${width}` }).toEqual([])
    }
  }
})

test('accept and heat have words where there is room, and always a name and a tooltip', async ({
  glance: { page },
}) => {
  for (const [width, hasWords] of [
    [1280, false],
    [1536, true],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    for (const [name, words] of [
      ['Accept predictions above', 'Accept'],
      ['Attention on the photos', 'Attention'],
    ] as const) {
      const button = page.getByRole('button', { name })
      await expect(button).toHaveAttribute('title', /./)
      await expect(button.getByText(words, { exact: true })).toBeVisible({ visible: hasWords })
    }
  }
})

test('at 1280 pixels a short name of a project and the hint of the search are whole', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.setViewportSize({ width: 1280, height: 800 })
  const name = page.locator('.folder-menu .name')
  await expect(name).toHaveText('photos')
  expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0)
  const search = page.getByRole('textbox', { name: 'Search by file name' })
  const room = await search.evaluate((field: HTMLInputElement) => {
    const style = getComputedStyle(field)
    const pen = document.createElement('canvas').getContext('2d')!
    pen.font = style.font
    const inside = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
    return inside - pen.measureText(field.placeholder).width
  })
  expect(room).toBeGreaterThanOrEqual(0)
})

test('what the toolbar has no room for at 1024 pixels is in the menu at the right', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await page.setViewportSize({ width: 1024, height: 640 })
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(page, 'prelabel')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  const accept = page.getByRole('menuitem', { name: 'Accept predictions above…' })
  await expect(accept).toHaveAttribute('title', 'Accept every prediction above a confidence that you choose')
  await accept.click()
  await expect(page.getByRole('dialog', { name: 'Accept predictions above a confidence' })).toBeVisible()
})
