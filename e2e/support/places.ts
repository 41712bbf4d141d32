import type { Locator, Page } from '@playwright/test'
import { type Language, say } from './texts.ts'
import { hardNames } from './rich-project.ts'
import type { Glance } from './test.ts'

/** A view or a dialog, and the way to it by keys and menus, in any language. */
export interface Place {
  name: string
  open: (page: Page, language: Language) => Promise<void>
  /** Where the system's own dialog takes its place on the desktop. */
  isBrowserOnly?: true
}

export const photosOf = (page: Page, language: Language): Locator =>
  page.getByRole('listbox', { name: say(language, 'library:photos'), exact: true })

/** The page in a language and in colours, with all filters unfolded and one that is on. */
export async function showLibrary({ page }: Glance, language: Language, scheme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(
    ([chosen, theme]) => {
      localStorage.setItem('language', chosen)
      localStorage.setItem('theme', theme)
      for (const id of [
        'status',
        'confidence',
        'heads',
        'match',
        'classes',
        'marks',
        'authors',
        'split',
        'duplicates',
        'folder',
        'file',
        'size',
        'date',
      ])
        localStorage.setItem(`filter section ${id}`, 'open')
    },
    [language, scheme] as const,
  )
  await page.reload()
  await photosOf(page, language).waitFor()
}

export async function applyFilter(page: Page, language: Language, name: string): Promise<void> {
  await page
    .getByRole('list', { name: say(language, 'filters:saved') })
    .getByRole('button', { name, exact: true })
    .click()
  await page.getByRole('group', { name: say(language, 'filters:chips') }).waitFor()
}

/** To the first photo of the library. */
async function goToFirst(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('Control+1')
  await photosOf(page, language).focus()
  await page.keyboard.press('Home')
}

async function choose(page: Page, button: Locator, item: string): Promise<void> {
  await button.click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

const byKey = (name: string, key: string): Place => ({
  name,
  async open(page, language) {
    await goToFirst(page, language)
    await page.keyboard.press(key)
  },
})
const byMenu = (name: string): Place => ({
  name,
  open: (page, language) =>
    choose(
      page,
      page.getByRole('button', { name: say(language, 'toolbar:more'), exact: true }),
      say(language, `toolbar:${name}`),
    ),
})

async function openExplorer(page: Page, language: Language, tab: 'photo' | 'classes' | 'faithfulness'): Promise<void> {
  await page.keyboard.press('Control+5')
  await page.getByRole('tab', { name: say(language, `explorer:tab.${tab}`), exact: true }).click()
}

async function openModels(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('Control+6')
  await page.getByRole('region', { name: say(language, 'models:installed'), exact: true }).waitFor()
}

/** The dialog, from the library, once something was learned. */
async function openLearning(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('Control+1')
  await choose(
    page,
    page.getByRole('button', { name: say(language, 'toolbar:more'), exact: true }),
    say(language, 'toolbar:teaching'),
  )
  await page.getByRole('dialog').getByRole('table').first().waitFor()
}

export const views: readonly Place[] = [
  { name: 'library', open: goToFirst },
  {
    name: 'library, all selected',
    async open(page, language) {
      await goToFirst(page, language)
      await page.keyboard.press('Control+a')
    },
  },
  {
    name: 'review',
    async open(page, language) {
      await goToFirst(page, language)
      await page.keyboard.press('r')
      await page.getByText(/^1 (of|из) \d+$/).waitFor()
    },
  },
  {
    name: 'sweep',
    async open(page, language) {
      await page.keyboard.press('Control+3')
      await page
        .getByRole('listbox', { name: say(language, 'sweep:photos') })
        .getByRole('option')
        .first()
        .waitFor()
    },
  },
  {
    name: 'label next, one photo',
    async open(page, language) {
      await page.keyboard.press('Control+1')
      await page.keyboard.press('Control+7')
      await page.getByRole('list', { name: say(language, 'teach:keysOfClasses') }).waitFor()
    },
  },
  {
    name: 'label next, a page',
    async open(page, language) {
      await openLearning(page, language)
      await page.getByRole('dialog').getByText(say(language, 'teach:findMore'), { exact: true }).first().click()
      await page.getByRole('listbox', { name: say(language, 'sweep:photos') }).waitFor()
    },
  },
  {
    name: 'label next, before an audit',
    async open(page, language) {
      await openLearning(page, language)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: say(language, 'teach:auditBegin') })
        .click()
      await page.getByRole('button', { name: say(language, 'teach:backToLabeling') }).waitFor()
    },
  },
  {
    name: 'overview',
    async open(page) {
      await page.keyboard.press('Control+4')
      await page.getByRole('application').waitFor()
    },
  },
  {
    name: 'explorer',
    async open(page, language) {
      await goToFirst(page, language)
      await page.keyboard.press('e')
      await page.getByTestId('matrix').waitFor()
      await page.getByText(say(language, 'explorer:asTable')).waitFor()
    },
  },
  {
    name: 'explorer, classes',
    async open(page, language) {
      await openExplorer(page, language, 'classes')
      await page.getByRole('region', { name: say(language, 'maps:farthest') }).waitFor()
    },
  },
  {
    name: 'explorer, trust',
    async open(page, language) {
      await openExplorer(page, language, 'faithfulness')
      await page.getByRole('region', { name: say(language, 'maps:areas') }).waitFor()
    },
  },
  {
    name: 'models, the details of one open',
    async open(page, language) {
      await openModels(page, language)
      const row = page.locator('.model-row').first()
      if ((await row.getAttribute('aria-expanded')) === 'false') await row.click()
    },
  },
]

export const dialogs: readonly Place[] = [
  byKey('keys', '?'),
  byKey('export', 'Control+e'),
  byKey('settings', 'Control+,'),
  byKey('history', 'Control+Shift+h'),
  byKey('classes', 'Control+l'),
  byKey('accept above', 'Shift+A'),
  byKey('note', 'm'),
  byKey('class search', 'l'),
  { ...byKey('folder', 'Control+o'), isBrowserOnly: true },
  byMenu('mapping'),
  { name: 'learning', open: openLearning },
  byMenu('splits'),
  byMenu('people'),
  byMenu('project'),
  byMenu('jobs'),
  {
    name: 'near-duplicates',
    open: (page, language) => page.getByRole('button', { name: say(language, 'filters:findNearAgain') }).click(),
  },
  {
    name: 'save filter',
    async open(page, language) {
      await applyFilter(page, language, hardNames.filter)
      await page.getByRole('button', { name: say(language, 'filters:save'), exact: true }).click()
    },
  },
  {
    name: 'open project',
    isBrowserOnly: true,
    open: async (page, language) => choose(page, page.locator('.folder-menu'), say(language, 'project:openProject')),
  },
  {
    name: 'network',
    async open(page, language) {
      await openModels(page, language)
      await page.getByRole('button', { name: say(language, 'models:network'), exact: true }).click()
    },
  },
  {
    name: 'import model',
    open: (page) =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(
          new File(
            ['x'],
            'A checkpoint with a name that is longer than any dialog is wide, and then some more of it.safetensors',
          ),
        )
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
      }),
  },
]

/** Opens every dialog from the library, one after the other, and checks it. */
export async function eachDialog(
  { page, kind }: Glance,
  language: Language,
  look: (name: string) => Promise<void>,
): Promise<void> {
  for (const { name, open, isBrowserOnly } of dialogs) {
    if (isBrowserOnly && kind !== 'browser') continue
    await open(page, language)
    await page.getByRole('dialog').waitFor()
    await look(name)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
}
