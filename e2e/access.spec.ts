import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { callService, waitForJob } from './service-call.ts'
import { expect, test } from './story.ts'

test.use({ photos: 6, photoNames: ['a very long name of a file that goes on and on until nobody knows any more what it was about in the first place.jpg'] })

/** axe's serious and critical findings, as text that says what and where. */
async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`))
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in ${scheme}, in any view, dialog or state`, async ({ glance: { page } }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('listbox', { name: 'Photos' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await callService(page, 'startPrelabel', { engine: 'cpu' })
    await waitForJob(page, 'prelabel')
    await page.getByText(/\d+ %/).first().waitFor()
    await page.keyboard.press('Control+a')
    expect(await findViolations(page)).toEqual([])
    for (const [key, dialog] of [['?', 'Keys'], ['Control+e', 'Export labels']] as const) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      expect(await findViolations(page), dialog).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await page.keyboard.press('r')
    await page.getByText(/1 of 7/).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('l')
    await page.getByRole('dialog').waitFor()
    expect(await findViolations(page)).toEqual([])
  })
}

test('every control of the library is reached by Tab, and shows that it has the focus', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  const seen = new Set<string>()
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return null
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return {
        name: element.getAttribute('aria-label') ?? element.textContent.trim(), tag: element.tagName,
        // The grid draws the focus around the photo that keys act on.
        shows: outlineStyle !== 'none' || boxShadow !== 'none' || element.getAttribute('role') === 'listbox',
      }
    })
    if (focused !== null) {
      seen.add(`${focused.tag} ${focused.name}`)
      expect(focused.shows, focused.name).toBe(true)
    }
  }
  for (const name of ['Pre-label', 'Export', 'Photos']) expect([...seen].some((text) => text.includes(name)), name).toBe(true)
})
