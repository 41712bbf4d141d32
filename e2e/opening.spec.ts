import { join } from 'node:path'
import { writePhotos } from './support/photos.ts'
import { callService } from './support/service-call.ts'
import { expect, test } from './support/test.ts'

test.use({ photos: 3, isOpen: false })

test('from nothing: a folder is chosen, another one after it, and the first is found among the recent ones', async ({
  glance,
}) => {
  const { page, folder } = glance
  await expect(page.getByRole('heading', { name: 'Glance' })).toBeVisible()
  await glance.chooseFolder(folder)
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await expect(photos.getByRole('option')).toHaveCount(3)

  const other = join(folder, '..', 'other photos')
  await writePhotos(other, ['one.jpg'])
  await glance.chooseFolder(other, () => page.keyboard.press('Control+o'))
  await expect(photos.getByRole('option')).toHaveCount(1)
  expect((await callService(page, 'recentFolders', {})).map(({ root }) => root)).toEqual([other, folder])
})

test('a missing folder is a clear error, and nothing is lost by it', async ({ glance }) => {
  await glance.chooseFolder(join(glance.folder, 'none'))
  await expect(glance.page.getByText(/does not exist|cannot be read|not there|no such/i).first()).toBeVisible()
})

test('without photos at hand: the example photos are shown, and classes are asked for first', async ({ glance }) => {
  const { page } = glance
  await page.getByRole('button', { name: 'Try the example photos' }).click()
  await expect(page.getByText('20 photos', { exact: true })).toBeVisible()
  const photos = page.getByRole('listbox', { name: 'Photos' })
  await photos.getByRole('option').first().click()

  await page.getByLabel('Which classes do you want to label?').fill('cat\n\n  dog\nCat')
  await page.getByRole('button', { name: 'Add 2 classes' }).click()
  await expect(page.getByLabel('Which classes do you want to label?')).toHaveCount(0)
  const palette = page.getByRole('region', { name: 'Your classes' })
  const keys = palette.getByRole('toolbar', { name: 'Label with a class' })
  await expect(keys.getByRole('button')).toHaveText([/^1\s*cat\s*0$/, /^2\s*dog\s*0$/])

  // A click on a class gives it as its key does; the count follows, and the next key is about the photos.
  await keys.getByRole('button', { name: 'dog' }).click()
  await expect(keys.getByRole('button', { name: 'dog' })).toHaveText(/1$/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('1')
  await expect(keys.getByRole('button', { name: 'cat' })).toHaveText(/1$/)
  await expect(page.getByText('2 labeled')).toBeVisible()

  // One more by the field, which stays for the next one; a name that is there is refused in words.
  await palette.getByRole('textbox', { name: 'Name of a new class' }).fill('bird')
  await page.keyboard.press('Enter')
  await expect(keys.getByRole('button', { name: 'bird' })).toBeVisible()
  await page.keyboard.type('bird')
  await page.keyboard.press('Enter')
  await expect(palette.getByRole('alert')).toContainText('bird')
  await expect(keys.getByRole('button')).toHaveCount(3)

  await palette.getByRole('button', { name: 'Hide the classes' }).click()
  await expect(keys).toHaveCount(0)
  await page.reload()
  await photos.waitFor()
  await expect(keys).toHaveCount(0)
  await palette.getByRole('button', { name: 'Show the classes' }).click()
  await expect(keys.getByRole('button')).toHaveCount(3)
})

test('the first classes are not asked for again once that was closed', async ({ glance }) => {
  const { page, folder } = glance
  await glance.chooseFolder(folder)
  const question = page.getByLabel('Which classes do you want to label?')
  await expect(question).toBeVisible()
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(question).toHaveCount(0)
  await page.reload()
  await page.getByRole('listbox', { name: 'Photos' }).waitFor()
  await expect(question).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Your classes' }).getByText('There are no classes yet.')).toBeVisible()
})
