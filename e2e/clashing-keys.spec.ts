import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 4, photoNames: [] })

/** Every class with its key. */
const readKeys = async (page: Page): Promise<Record<string, string | null>> =>
  Object.fromEntries((await callService(page, 'project', {}))!.labelSet.map(({ name, key }) => [name, key]))

test('a key that is asked for twice, by a person, a list, or another project, stays where it is until a person moves it', async ({
  glance: { page, data },
}) => {
  const photos = page.getByRole('listbox', { name: 'Photos' })
  const dialog = page.getByRole('dialog', { name: 'Label set' })
  const said = dialog.getByRole('status')
  const row = (name: string) => dialog.getByRole('treegrid').getByText(name, { exact: true })
  // A copy of the project as it was, in which the keys are others later.
  await callService(page, 'createClasses', { names: ['dog', 'cat'] })
  const { catalog, labelSet } = (await callService(page, 'project', {}))!
  const copy = join(data, 'copy.glance')
  await callService(page, 'saveCopy', { file: copy })
  await callService(page, 'openProject', { file: copy })
  await callService(page, 'changeClass', { id: labelSet[0]!.id, key: '2', takeKey: 'swap' })
  await callService(page, 'createClasses', { names: ['elk', 'emu'] })
  expect(await readKeys(page)).toEqual({ dog: '2', cat: '1', elk: '3', emu: '4' })
  await callService(page, 'openProject', { file: catalog })
  await expect(page.getByRole('region', { name: 'Classes' }).locator('button[data-class]')).toHaveCount(2)

  // A list of classes.
  await photos.focus()
  await page.keyboard.press('Control+l')
  const input = dialog.getByLabel('From a text file or CSV…')
  const importList = (text: string): Promise<void> =>
    input.setInputFiles({ name: 'set.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await importList('name,key\nfox,1\nowl,8\nDOG,9\n')
  await expect(said).toContainText('2 classes added.')
  await expect(said).toContainText('1 class could not have its key, because another class has it: fox (not 1, now 3)')
  await expect(said).toContainText('1 name differs from a class only in case, and was taken as that class: DOG → dog')
  expect(await readKeys(page)).toEqual({ dog: '1', cat: '2', fox: '3', owl: '8' })
  await importList('name,key\nhen,ctrl+1\n')
  await expect(dialog.getByRole('alert')).toContainText('The key "ctrl+1" in line 2 of the CSV is not valid.')
  expect(await readKeys(page)).toEqual({ dog: '1', cat: '2', fox: '3', owl: '8' })

  // Another project: classes that are here keep their keys, and one that is new gets a free one.
  await dialog.getByRole('button', { name: 'Add several' }).click()
  await page.getByRole('menuitem', { name: 'From another project…' }).click()
  await dialog.getByLabel('Project file').fill(copy)
  await page.keyboard.press('Enter')
  await expect(said).toContainText('1 class could not have its key, because another class has it: elk (not 3, now 5)')
  const keys = { dog: '1', cat: '2', fox: '3', owl: '8', elk: '5', emu: '4' }
  expect(await readKeys(page)).toEqual(keys)

  // A person: asked first, in the same words whichever way it ends.
  const ask = async (name: string, key: string): Promise<void> => {
    await row(name).click()
    await page.keyboard.press('k')
    await page.keyboard.press(key)
  }
  await ask('emu', '1')
  await expect(dialog.getByText("Key 1 is dog's.")).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog.getByText("Key 1 is dog's.")).toHaveCount(0)
  expect(await readKeys(page)).toEqual(keys)
  await ask('emu', '1')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await readKeys(page)).toEqual(keys)
  await ask('emu', '1')
  await dialog.getByRole('button', { name: 'Move it to emu' }).click()
  await expect(said).toContainText('1 now assigns emu. dog has no key now.')
  expect(await readKeys(page)).toEqual({ ...keys, dog: null, emu: '1' })
  // One without a key has none to give in exchange.
  await ask('dog', '2')
  await expect(dialog.getByText("Key 2 is cat's.")).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Swap/ })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => readKeys(page)).toEqual(keys)
})
