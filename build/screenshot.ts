import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { launchBrowserApp } from '../e2e/browser-app.ts'
import { numbered, writePhotos } from '../e2e/photos.ts'
import { waitForJob } from '../e2e/service-call.ts'

/** `node build/screenshot.ts`: the README's picture of the app, taken of the real page on real photos. */
const work = mkdtempSync(join(tmpdir(), 'glance-screenshot-'))
const folder = join(work, 'museum photos')
await writePhotos(folder, numbered(60), { width: 900, height: 675 })
const app = await launchBrowserApp({ folder, data: join(work, 'data') })
try {
  const { page } = app
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('button', { name: 'Pre-label' }).first().click()
  await waitForJob(page, 'prelabel')
  await page.getByText(/\d+ %/).first().waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  for (let step = 0; step < 9; step++) await page.keyboard.press('ArrowRight')
  await page.getByText('10 of 60').waitFor()
  await page.waitForTimeout(1500) // the photo itself in place of its thumbnail
  const picture = sharp(await page.screenshot()).jpeg({ quality: 82 })
  await picture.toFile(join(import.meta.dirname, 'review.jpg'))
} finally {
  await app.close()
  rmSync(work, { recursive: true, force: true })
}
