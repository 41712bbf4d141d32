import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({
  photos: 40,
  photoNames: [
    'a very long name of a file that goes on and on until nobody knows any more what it was about in the first place.jpg',
  ],
})

const folder = join(import.meta.dirname, '../dist/look')

const sizes = [
  { width: 1024, height: 640 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
]

/** Every picture in view is there, and nothing sticks out of the window. */
async function expectWhole(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0)))
    .toBe(true)
  const overflow = await page.evaluate(() => [
    document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight,
  ])
  expect(overflow).toEqual([0, 0])
}

test('library, review and dialogs, in light and dark and every size, are kept as pictures', async ({
  glance: { page },
}) => {
  mkdirSync(folder, { recursive: true })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await waitForJob(page, 'prelabel')
  await page.getByRole('listbox', { name: 'Photos' }).getByText(/\d+ %/).first().waitFor()
  for (const size of sizes) {
    for (const scheme of ['light', 'dark'] as const) {
      const shoot = async (name: string): Promise<void> => {
        await expectWhole(page)
        await page.screenshot({ path: join(folder, `${name}-${scheme}-${size.width}x${size.height}.png`) })
      }
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme: scheme })
      await page.keyboard.press('Home')
      await shoot('library')
      await page.keyboard.press('Enter')
      await page.getByText(/1 of 41/).waitFor()
      // The photo comes first; the map stays once it was asked for.
      if (size === sizes[0] && scheme === 'light') await page.keyboard.press('o')
      await expect(page.locator('canvas').first()).toBeVisible()
      await shoot('review')
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      await shoot('keys')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  }
  expect(complaints).toEqual([])
})
