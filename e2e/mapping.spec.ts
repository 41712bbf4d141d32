import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { callService, waitForJob } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

const pictures = join(import.meta.dirname, '../dist/look')

// The embedded model: its classes are words that WordNet knows.
test.use({ photos: 12, photoNames: [], model: 'embedded' })

/** No reason is cut off. */
async function expectReasonsAreWhole(page: Page): Promise<void> {
  const cut = await page
    .locator('.reason')
    .evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length)
  expect(cut).toBe(0)
}

test('the mapping suggests kinds and what was labeled, says why, and all suggestions are one edit', async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(12)
  await callService(page, 'createClasses', { names: ['Insects', 'birds', 'drawn', 'Pizza'] })
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Class mapping' }).click()
  const mapping = page.getByRole('dialog', { name: 'Class mapping' })
  const search = mapping.getByRole('searchbox', { name: "Search the model's classes" })
  const row = (name: string) =>
    mapping.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) })
  await expect(mapping.getByRole('button', { name: /^Use \d+ suggestions$/ })).toBeEnabled()
  await search.fill('dragonfly')
  await expect(row('dragonfly')).toContainText('a kind of insect')
  await expect(row('dragonfly').getByRole('button', { name: 'Use Insects' })).toBeVisible()
  await search.fill('ibis')
  await expect(row('ibis')).toContainText('a kind of bird')
  await search.fill('pizza')
  await expect(row('pizza')).toContainText('same name')

  // While the dialog is open, labels are given elsewhere: what they say is suggested as soon as they are there.
  const entries = await callService(page, 'listMapping', {})
  const most = entries.toSorted((one, other) => other.images - one.images)[0]!
  expect(most.images).toBeGreaterThanOrEqual(2)
  await search.fill('')
  const { ids } = await callService(page, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })
  const predicted: number[] = []
  await callService(page, 'openLabelSet', { isOpen: true }) // what is outside the classes is not shown else
  for (const id of ids) {
    const { fused } = await callService(page, 'getPhoto', { id })
    if (fused[0]?.className === most.modelClass) predicted.push(id)
  }
  await callService(page, 'openLabelSet', { isOpen: false })
  const drawn = (await callService(page, 'project', {}))!.labelSet.find(({ name }) => name === 'drawn')!
  await callService(page, 'setLabel', { ids: predicted, to: drawn.id })
  await expect(row(most.modelClass)).toContainText(`${predicted.length} of these are labeled drawn`)
  mkdirSync(pictures, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(pictures, `mapping-${colorScheme}-1280x800.png`) })
  }
  await expectReasonsAreWhole(page)

  const count = (await callService(page, 'listMapping', {})).filter(({ suggestedId }) => suggestedId !== null).length
  await mapping.getByRole('button', { name: `Use ${count} suggestions` }).click()
  await expect(mapping.getByText(new RegExp(`^${count} of 102 mapped$`))).toBeVisible()
  await expect(mapping.getByRole('button', { name: 'No suggestions' })).toBeVisible()
  await mapping.getByRole('button', { name: 'Undo' }).click()
  await expect(mapping.getByText(/^0 of 102 mapped$/)).toBeVisible()
  await expect(mapping.getByRole('button', { name: `Use ${count} suggestions` })).toBeEnabled()

  // In Russian, and narrow.
  await page.evaluate(() => {
    localStorage.setItem('language', 'ru')
  })
  await page.setViewportSize({ width: 1024, height: 640 })
  await page.reload()
  await page.getByRole('button', { name: 'Ещё', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Соответствие классов' }).click()
  await expect(page.getByText(/^метка «drawn»: \d+ раза?$/)).toBeVisible()
  await page.screenshot({ path: join(pictures, 'mapping-ru-dark-1024x640.png') })
  await expectReasonsAreWhole(page)
})

test('“Clear all” takes away what was mapped by hand, and leaves what a class of the same name is', async ({
  glance: { page },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(12)
  await callService(page, 'createClasses', { names: ['pizza', 'bird', 'thing'] })
  await callService(page, 'startPrelabel', { engine: 'cpu' })
  expect(await waitForJob(page, 'prelabel')).toBe('done')
  const { labelSet } = (await callService(page, 'project', {}))!
  const [pizza, bird, thing] = labelSet.map(({ id }) => id)
  const entries = await callService(page, 'listMapping', {})
  const indexOf = (name: string): number => entries.find(({ modelClass }) => modelClass === name)!.classIndex
  const mapped = async (): Promise<(string | number)[][]> =>
    (await callService(page, 'listMapping', {})).flatMap(({ modelClass, classId }) =>
      classId === null ? [] : [[modelClass, classId]],
    )
  expect(await mapped()).toEqual([['pizza', pizza]])

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Class mapping' }).click()
  const mapping = page.getByRole('dialog', { name: 'Class mapping' })
  const clear = mapping.getByRole('button', { name: 'Clear all' })
  await expect(mapping.getByText('1 of 102 mapped')).toBeVisible()
  await expect(clear).toHaveAttribute('aria-disabled', 'true')
  await callService(page, 'setMapping', {
    entries: [
      { classIndex: indexOf('ibis'), classId: bird! },
      { classIndex: indexOf('dragonfly'), classId: thing! },
    ],
  })
  await expect(mapping.getByText('3 of 102 mapped')).toBeVisible()
  await clear.click()
  await expect(mapping.getByText('1 of 102 mapped')).toBeVisible()
  await expect(clear).toHaveAttribute('aria-disabled', 'true')
  expect(await mapped()).toEqual([['pizza', pizza]])

  // One edit: all of it comes back.
  await mapping.getByRole('button', { name: 'Undo' }).click()
  await expect(mapping.getByText('3 of 102 mapped')).toBeVisible()
  expect((await mapped()).length).toBe(3)
})
