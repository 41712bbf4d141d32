import { expect, type Page } from '@playwright/test'

/** Until the page of photos, or the photo, was shown for long enough to be answered, and what was answered is saved. */
export const waitUntilShown = (page: Page): Promise<void> =>
  expect(page.locator('main [aria-busy="true"], main .busy')).toHaveCount(0)

/** Photos of the page, in its order. */
export const listShown = (page: Page): Promise<number[]> =>
  page
    .getByRole('main')
    .getByRole('option')
    .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset['photo'])))

/**
 * Presses Enter, and once more at the moment in which other photos are there: sooner than anybody can have seen them.
 */
export async function pressEnterTwice(page: Page): Promise<void> {
  await page.evaluate(() => {
    const list = document.querySelector('main [role="listbox"]')!
    const first = (): string | undefined => list.querySelector<HTMLElement>('[data-photo]')?.dataset['photo']
    const before = first()
    const observer = new MutationObserver(() => {
      if (first() === before || first() === undefined) return
      observer.disconnect()
      list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
    })
    observer.observe(list, { childList: true, subtree: true })
  })
  await page.keyboard.press('Enter')
}
