import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { launchBrowserApp } from '../e2e/support/browser-app.ts'
import { waitForJob } from '../e2e/support/service-call.ts'

/**
 * `node build/screenshot.ts`: the README's picture of the app,
 * taken of the real page on the embedded model's example pictures.
 */
const shown = 'cat.jpg'
const work = mkdtempSync(join(tmpdir(), 'glance-screenshot-'))
const folder = join(import.meta.dirname, '../models/default/examples')
const app = await launchBrowserApp({ folder, data: join(work, 'data') })
try {
  const { page } = app
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await waitForJob(page, 'prelabel')
  await page.getByText(/\d+ %/).first().waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  const names = readdirSync(folder).sort()
  const place = names.indexOf(shown)
  for (let step = 0; step < place; step++) await page.keyboard.press('ArrowRight')
  await page.getByText(`${place + 1} of ${names.length}`).waitFor()
  await page.waitForTimeout(1500) // the photo itself in place of its thumbnail
  const picture = sharp(await page.screenshot()).jpeg({ quality: 82 })
  await picture.toFile(join(import.meta.dirname, 'review.jpg'))
} finally {
  await app.close()
  rmSync(work, { recursive: true, force: true })
}
