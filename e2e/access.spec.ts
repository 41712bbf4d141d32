import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { eachDialog, showLibrary, views } from './support/places.ts'
import { test } from './support/rich-project.ts'
import { expect } from './support/test.ts'

test.use({ photos: 9 })

const schemes = ['light', 'dark'] as const

/**
 * axe's serious and critical findings, as text that says what and where. Dark differs from light in colours alone, so
 * only the rules about them are asked there.
 */
async function findViolations(page: Page, scheme: (typeof schemes)[number]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (
    scheme === 'dark' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe
  ).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    )
}

for (const scheme of schemes) {
  for (const language of ['en', 'ru'] as const) {
    test(`axe finds nothing serious in ${scheme} and in ${language}, in any view or dialog`, async ({
      filled: glance,
    }) => {
      const { page } = glance
      await page.setViewportSize({ width: 1280, height: 800 })
      await showLibrary(glance, language, scheme)
      const found: string[] = []
      const look = async (name: string): Promise<void> =>
        void found.push(...(await findViolations(page, scheme)).map((violation) => `${name}: ${violation}`))
      await eachDialog(glance, language, look)
      for (const { name, open } of views) {
        await open(page, language)
        await look(name)
      }
      expect(found).toEqual([])
    })
  }
}

test('axe finds nothing serious before anything is pre-labeled', async ({ glance: { page } }) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const key of ['Control+1', 'Control+2', 'Control+3', 'Control+4', 'Control+7']) {
      await page.keyboard.press(key)
      expect(await findViolations(page, scheme), `${key} in ${scheme}`).toEqual([])
    }
  }
})

test('every control of the library is reached by Tab, and shows that it has the focus', async ({
  glance: { page },
}) => {
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  const seen = new Set<string>()
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return null
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return {
        name: element.getAttribute('aria-label') ?? element.textContent.trim(),
        tag: element.tagName,
        // The grid draws the focus around the photo that keys act on.
        shows: outlineStyle !== 'none' || boxShadow !== 'none' || element.getAttribute('role') === 'listbox',
      }
    })
    if (focused !== null) {
      seen.add(`${focused.tag} ${focused.name}`)
      expect(focused.shows, focused.name).toBe(true)
    }
  }
  for (const name of ['Pre-label', 'Export', 'Photos'])
    expect(
      [...seen].some((text) => text.includes(name)),
      name,
    ).toBe(true)
})
