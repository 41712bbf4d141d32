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
