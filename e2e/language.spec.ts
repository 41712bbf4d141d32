import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'
import { readTexts } from './support/texts.ts'

test.use({ photos: 5, photoNames: [] })

/** The words of a text without what is put into it, and in one case; null where there are none of Latin letters. */
function wordsOf(text: string): string | null {
  const words = text
    .replaceAll(/\{\{[^}]*\}\}/g, ' ')
    .replaceAll(/[^\p{L}\s]/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .toLowerCase()
  return /[a-z]{2}/.test(words) ? words : null
}

/** English texts that Russian has in other words: none of them may be seen. */
const russian = new Set([...readTexts('ru').values()].map(wordsOf))
const forbidden = new Set(
  [...readTexts('en').values()].map(wordsOf).filter((words): words is string => words !== null && !russian.has(words)),
)

/**
 * Everything on the page that a person reads, sees on hover or hears from a screen reader,
 * but names of files and classes.
 */
async function findEnglish(page: Page, data: readonly string[]): Promise<string[]> {
  const said = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['title', 'aria-label', 'placeholder']) found.push(node.getAttribute(name) ?? '')
      } else if (!(node.parentElement?.matches('kbd, script, style, [lang="en"]') ?? true))
        found.push(node.textContent ?? '')
    }
    return found.map((text) => text.trim()).filter((text) => text !== '')
  })
  return [...new Set(said)].filter((text) => {
    if (/^[a-z]+:\S/.test(text)) return true // a key that has no text
    const words = wordsOf(text)
    return words !== null && !data.includes(text) && forbidden.has(words)
  })
}

/** What is on screen is in Russian, and axe finds nothing serious in it. */
async function expectRussian(page: Page, data: readonly string[], where: string): Promise<void> {
  expect(await findEnglish(page, data), where).toEqual([])
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
    where,
  ).toEqual([])
}

async function chooseLanguage(page: Page, menu: string, name: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click()
  await page.getByRole('menuitemradio', { name }).click()
}

async function selectFirst(page: Page, photos: Locator, count: number): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await photos.focus()
  await page.keyboard.press('Home')
  for (let step = 1; step < count; step++) await page.keyboard.press('Shift+ArrowRight')
}

test('the whole page speaks Russian when it is asked to, and still does after a restart', async ({ glance }) => {
  let { page } = glance
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(page, 'prelabel')
  await page.getByRole('listbox', { name: 'Photos' }).getByText(/\d+ %/).first().waitFor()
  const { name, labelSet, modelClasses } = (await callService(page, 'project', {}))!
  const data = [name, ...labelSet.map((one) => one.name), ...modelClasses]

  await chooseLanguage(page, 'More', 'Русский')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  const photos = page.getByRole('listbox', { name: 'Фотографии' })
  await photos.waitFor()
  await expect(page.getByText('5 фотографий', { exact: true })).toBeVisible()
  await expectRussian(page, data, 'library')
  await page.getByRole('button', { name: 'Ещё' }).click()
  await expect(page.getByText('Светлое')).toBeVisible()
  await expectRussian(page, data, 'more')
  await page.keyboard.press('Escape')

  // 1, 2 and 5 have forms of their own; of three photos one has no label yet.
  await page.keyboard.press('Escape')
  for (const [count, title, done] of [
    [2, 'Метка для 2 фотографий', '2 фотографии получили метку вомбат.'],
    [3, 'Метка для 3 фотографий', '1 фотография получила метку вомбат.'],
  ] as const) {
    await selectFirst(page, photos, count)
    await page.keyboard.press('l')
    await expect(page.getByRole('dialog', { name: title })).toBeVisible()
    await expectRussian(page, [...data, 'вомбат'], 'class search')
    await page.keyboard.type('вомбат')
    await page.keyboard.press('Enter')
    await expect(page.getByText(done)).toBeVisible()
  }
  await selectFirst(page, photos, 5)
  await page.keyboard.press('l')
  await page.keyboard.type('кенгуру')
  await expect(page.getByText('Создать класс «кенгуру»')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('5 фотографий получили метку кенгуру.')).toBeVisible()
  await expect(page.getByText('С меткой: 5')).toBeVisible()
  // On a keyboard that types Cyrillic letters.
  await page.evaluate(() =>
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'с', code: 'KeyC', bubbles: true, cancelable: true })),
  )
  await expect(page.getByText('Снято 5 меток.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Поиск по имени файла' }).fill('1')
  await expect(page.getByText('1 из 5 фотографий')).toBeVisible()
  await page.getByRole('button', { name: 'Очистить поиск' }).click()

  for (const [key, dialog] of [
    ['?', 'Клавиши'],
    ['Control+e', 'Экспорт меток'],
  ] as const) {
    await photos.focus()
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
    await expectRussian(page, data, dialog)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  // What was typed closed the label set.
  await callService(page, 'openLabelSet', { isOpen: true })
  await photos.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('r')
  await expect(page.getByText('1 из 5', { exact: true })).toBeVisible()
  await expect(page.getByText('Обе головы предсказывают').or(page.getByText('Головы расходятся')).first()).toBeVisible()
  await expectRussian(page, data, 'review')

  await callService(page, 'acceptPredictions', {
    ids: [(await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 1 })).ids[0]!],
  })
  await callService(page, 'assignSplits', {
    ratios: { train: 80, validation: 10, test: 10 },
    seed: 0,
    scope: 'all',
    keep: false,
  })
  await page.keyboard.press('Control+3')
  await expect(page.getByRole('listbox', { name: 'Фотографии на проверку' }).getByRole('option').first()).toBeVisible()
  await expectRussian(page, data, 'sweep')
  await page.keyboard.press('Control+4')
  await expect(page.getByText('Совпадают с предсказанием: 1 из 1')).toBeVisible()
  await expectRussian(page, data, 'overview')
  for (const [key, dialog, text] of [
    ['Control+Shift+h', 'История', '80/10/10, зерно 0'],
    ['Control+l', 'Набор классов', 'вомбат'],
    ['Control+,', 'Настройки', 'Ваше имя'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog', { name: dialog })).toContainText(text)
    await expectRussian(page, [...data, 'вомбат', 'кенгуру'], dialog)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  // A browser of the tests forgets everything when it is closed, as no person's does.
  if (glance.kind === 'browser') await page.reload()
  else await glance.restart()
  page = glance.page
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  await expect(page.getByRole('button', { name: 'Экспорт' })).toBeVisible()
  await chooseLanguage(page, 'Ещё', 'English')
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible()
  await expect(page.getByText('5 photos', { exact: true })).toBeVisible()
})

test('what the project keeps of a failed photo is said in Russian, and still is after a restart', async ({
  glance,
}) => {
  writeFileSync(join(glance.folder, 'broken.jpg'), 'no JPEG at all')
  await glance.page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await chooseLanguage(glance.page, 'More', 'Русский')
  await callService(glance.page, 'rescan', {})
  await waitForJob(glance.page, 'ingest')
  await callService(glance.page, 'startPrelabel', { engine: 'cpu' })
  await waitForJob(glance.page, 'prelabel')
  const text =
    'broken.jpg — не изображение: содержимое не соответствует ни одному известному формату. Удалите его или получите из источника ещё раз.'
  for (const isLater of [false, true]) {
    if (isLater && glance.kind === 'browser') await glance.page.reload()
    else if (isLater) await glance.restart()
    const { page } = glance
    const photo = page.getByRole('listbox', { name: 'Фотографии' }).getByRole('option', { name: 'broken.jpg' })
    await expect(photo).toContainText(text)
    await page.getByRole('button', { name: '1 проблема' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(text)
    if (!isLater) await expect(dialog).toContainText('Фотографии: новых — 1, изменённых — 0, прежних — 5')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await photo.click()
    await page.keyboard.press('r')
    await expect(page.getByText(text)).toBeVisible()
    await page.keyboard.press('Escape')
  }
  await chooseLanguage(glance.page, 'Ещё', 'English')
  await expect(glance.page.getByText('broken.jpg is not an image').first()).toBeVisible()
})
